// Made by `yarn types` from the OpenAPI document of the broker. Do not edit.

export type paths = Record<string, never>;
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
            /**
             * Email
             * @default null
             */
            email: string | null;
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
            /**
             * Hint
             * @default null
             */
            hint: string | null;
            /** @default null */
            position: components["schemas"]["ProblemPosition"] | null;
            /**
             * Reasons
             * @default []
             */
            reasons: string[];
            /**
             * Sqlstate
             * @default null
             */
            sqlstate: string | null;
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
            /**
             * Limit
             * @default null
             */
            limit: number | null;
            /**
             * Parameters
             * @default {}
             */
            parameters: {
                [key: string]: components["schemas"]["Scalar"] | components["schemas"]["ListOfScalars"];
            };
            /** Sql */
            sql: string;
            /**
             * Timeout Seconds
             * @default null
             */
            timeout_seconds: number | null;
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
export type operations = Record<string, never>;
