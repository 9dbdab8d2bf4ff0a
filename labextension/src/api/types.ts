// Made by `yarn types` from the OpenAPI document of the broker. Do not edit.

export interface paths {
    "/v1/connector-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Kinds
         * @description The kinds of sources that can be added, with the schemas of their forms.
         */
        get: operations["list_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Connectors
         * @description The sources that the caller may see.
         */
        get: operations["list_connectors"];
        put?: never;
        /**
         * Add Connector
         * @description Keep a new source of the caller.
         */
        post: operations["add_connector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Connector
         * @description One source, by name or id.
         */
        get: operations["show_connector"];
        put?: never;
        post?: never;
        /**
         * Remove Connector
         * @description Destroy a source's key, then everything that is kept of it; stop what runs on it.
         */
        delete: operations["remove_connector"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Catalog
         * @description The tables of a source; ``refresh`` asks the source again.
         */
        get: operations["show_catalog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Connector
         * @description Connect for real to a source that is kept.
         */
        post: operations["try_connector"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Draft
         * @description Connect for real with a draft that is not kept.
         */
        post: operations["try_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description That the broker runs, and which API it speaks.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mint Lease
         * @description A lease for a kernel of the caller.
         */
        post: operations["mint_lease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{lease_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Lease
         * @description End a kernel's lease and what runs on it.
         */
        delete: operations["end_lease"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leases/{lease_id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew Lease
         * @description A new lease for a kernel that starts again; the former one dies.
         */
        post: operations["renew_lease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Me
         * @description Who the caller is.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Openapi
         * @description The description of this API (OpenAPI 3.1).
         */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run Query
         * @description Rows as an Arrow IPC stream with an end mark; see ``wire.arrow``.
         */
        post: operations["run_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queries/{query_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Stop Query
         * @description Stop a query; the answer is the same whether there was one.
         */
        delete: operations["stop_query"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queries/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Query
         * @description What would run, without running it.
         */
        post: operations["check_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin Session
         * @description Open a session for the person whom the ID token names.
         */
        post: operations["begin_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Session
         * @description End the session; what runs for its person stops unless they have another one.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * CatalogView
         * @description What a person may see of a source's schema.
         */
        CatalogView: {
            /** Default Schemas */
            default_schemas: string[];
            /** Tables */
            tables: components["schemas"]["TableView"][];
            /**
             * Taken At
             * Format: date-time
             */
            taken_at: string;
        };
        /**
         * ColumnView
         * @description A column of a table.
         */
        ColumnView: {
            /** Name */
            name: string;
            /** Nullable */
            nullable: boolean;
            /** Type */
            type: string;
        };
        /**
         * ConnectorDraft
         * @description What a person fills in to add a source, or to test it before.
         *
         *     ``settings`` holds the kind's non-secret settings and ``secrets`` its secret ones;
         *     ``wire.connectors`` has a model of both for each kind.
         */
        ConnectorDraft: {
            kind: components["schemas"]["ConnectorKind"];
            /** Name */
            name: string;
            /** @default shape */
            outline: components["schemas"]["Outline"];
            /**
             * Secrets
             * @default {}
             */
            secrets: {
                [key: string]: string;
            };
            /** Settings */
            settings: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * ConnectorKind
         * @description The databases that there is an engine for.
         * @enum {string}
         */
        ConnectorKind: "postgresql" | "sqlite" | "duckdb";
        /**
         * ConnectorKindList
         * @description The kinds of sources that can be added.
         */
        ConnectorKindList: {
            /** Kinds */
            kinds: components["schemas"]["ConnectorKindView"][];
        };
        /**
         * ConnectorKindView
         * @description A kind of source and the JSON Schemas (2020-12) of its form.
         */
        ConnectorKindView: {
            kind: components["schemas"]["ConnectorKind"];
            /** Secrets Schema */
            secrets_schema: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Settings Schema */
            settings_schema: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Title */
            title: string;
        };
        /**
         * ConnectorList
         * @description The sources that a person may see.
         */
        ConnectorList: {
            /** Connectors */
            connectors: components["schemas"]["ConnectorView"][];
        };
        /**
         * ConnectorView
         * @description A source as its person sees it; secrets are named, never shown.
         */
        ConnectorView: {
            /** Actions */
            actions: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            kind: components["schemas"]["ConnectorKind"];
            /** Mine */
            mine: boolean;
            /** Name */
            name: string;
            outline: components["schemas"]["Outline"];
            owner: components["schemas"]["PersonView"];
            /** Settings */
            settings: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * Health
         * @description That the broker runs, and which API it speaks.
         */
        Health: {
            /** Api */
            api: number;
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
            /** Version */
            version: string;
        };
        JsonValue: unknown;
        /**
         * LeaseReply
         * @description A new lease: ``credential`` is shown once, the broker keeps its hash.
         */
        LeaseReply: {
            /**
             * Credential
             * Format: password
             */
            credential: string;
            /** Id */
            id: string;
        };
        /**
         * LeaseRequest
         * @description A lease for a kernel of the session's person.
         */
        LeaseRequest: {
            /** Kernel Id */
            kernel_id: string;
        };
        /**
         * ListOfScalars
         * @description A list, for ``IN (...)``.
         */
        ListOfScalars: {
            /** Items */
            items: components["schemas"]["Scalar"][];
        };
        /**
         * Me
         * @description Who the caller is and through which kind of credential.
         */
        Me: {
            person: components["schemas"]["PersonView"];
            /**
             * Session Expires At
             * Format: date-time
             */
            session_expires_at: string;
            /**
             * Via
             * @enum {string}
             */
            via: "session" | "lease";
        };
        /**
         * Outline
         * @description What of a result may stand in the saved notebook, as the source's owner decides.
         * @enum {string}
         */
        Outline: "nothing" | "shape" | "columns";
        /**
         * PersonView
         * @description A person, for a person's eyes.
         */
        PersonView: {
            /** Email */
            email?: string | null;
            /**
             * Groups
             * @default []
             */
            groups: string[];
            /** Issuer */
            issuer: string;
            /** Name */
            name: string;
            /** Subject */
            subject: string;
        };
        /**
         * Problem
         * @description A problem document (RFC 9457) with Datawisp's extension members.
         */
        Problem: {
            /** Code */
            code: string;
            /** Detail */
            detail: string;
            /**
             * Fields
             * @default {}
             */
            fields: {
                [key: string]: string;
            };
            /** Hint */
            hint?: string | null;
            position?: components["schemas"]["ProblemPosition"] | null;
            /**
             * Reasons
             * @default []
             */
            reasons: string[];
            /** Sqlstate */
            sqlstate?: string | null;
            /** Status */
            status: number;
            /**
             * Suggestions
             * @default []
             */
            suggestions: string[];
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /**
         * ProblemPosition
         * @description A place in the statement as the person wrote it, in characters from its start.
         */
        ProblemPosition: {
            /**
             * Length
             * @default 1
             */
            length: number;
            /** Offset */
            offset: number;
        };
        /**
         * QueryRequest
         * @description A statement to run.
         *
         *     ``id`` is chosen by the client, so that it can cancel before the first answer.
         *     ``connector`` is a source's name or id.  ``sql`` is the statement as the person wrote
         *     it, with ``:name`` parameters in place.  ``explain`` asks for the database's plan
         *     instead of rows.
         */
        QueryRequest: {
            /** Connector */
            connector: string;
            /**
             * Explain
             * @default false
             */
            explain: boolean;
            /** Id */
            id: string;
            /** Limit */
            limit?: number | null;
            /**
             * Parameters
             * @default {}
             */
            parameters: {
                [key: string]: components["schemas"]["Scalar"] | components["schemas"]["ListOfScalars"];
            };
            /** Sql */
            sql: string;
            /** Timeout Seconds */
            timeout_seconds?: number | null;
        };
        /**
         * Scalar
         * @description One value: its type by name and its exact text form (empty for null).
         */
        Scalar: {
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Type
             * @enum {string}
             */
            type: "null" | "bool" | "int" | "float" | "decimal" | "str" | "date" | "time" | "datetime" | "timedelta" | "uuid" | "bytes";
        };
        /**
         * SessionReply
         * @description A new session: ``handle`` is shown once, the broker keeps its hash.
         */
        SessionReply: {
            /**
             * Handle
             * Format: password
             */
            handle: string;
            session: components["schemas"]["SessionView"];
        };
        /**
         * SessionRequest
         * @description An ID token for the broker to verify, with the nonce that its flow was begun with.
         */
        SessionRequest: {
            /**
             * Id Token
             * Format: password
             */
            id_token: string;
            /**
             * Nonce
             * Format: password
             */
            nonce: string;
        };
        /**
         * SessionView
         * @description A session without its handle.
         */
        SessionView: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: string;
            person: components["schemas"]["PersonView"];
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
        };
        /**
         * StatementView
         * @description The answer of a dry run: what would run, without values.
         */
        StatementView: {
            /** Dialect */
            dialect: string;
            /** Parameters */
            parameters: string[];
            /** Sql */
            sql: string;
            /** Tables */
            tables: string[];
        };
        /**
         * TableView
         * @description A table or view with its columns.
         */
        TableView: {
            /** Columns */
            columns: components["schemas"]["ColumnView"][];
            /** Is View */
            is_view: boolean;
            /** Name */
            name: string;
            /** Schema Name */
            schema_name: string;
        };
        /**
         * TestReport
         * @description A real answer of a source: what it is, how the connection is protected.
         */
        TestReport: {
            /** Encryption */
            encryption: string;
            /** Milliseconds */
            milliseconds: number;
            /** Product */
            product: string;
            /** Tables */
            tables: number;
            /**
             * Warnings
             * @default []
             */
            warnings: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_kinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorKindList"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_connectors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorList"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_connector: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectorDraft"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorView"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_connector: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorView"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_connector: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_catalog: {
        parameters: {
            query?: {
                refresh?: boolean;
            };
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CatalogView"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_connector: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestReport"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_draft: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectorDraft"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestReport"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mint_lease: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaseRequest"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseReply"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_lease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lease_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renew_lease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lease_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseReply"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.arrow.stream": string;
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_query: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                query_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementView"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionRequest"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionReply"];
                };
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
