// Made by `yarn types` from the OpenAPI document of the broker. Do not edit.

export interface paths {
    "/v1/banners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Banners
         * @description What the caller must see now: which of their sources support can look at.
         */
        get: operations["list_banners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
    "/v1/connectors/{reference}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Of Source
         * @description Everything that is given of one source.
         */
        get: operations["list_of_source"];
        put?: never;
        /**
         * Give
         * @description Share a source with a person or a group, or deny it to them.
         */
        post: operations["give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/grants/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview
         * @description What would come of a draft, without sharing anything.
         */
        post: operations["preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change Outputs
         * @description Decide how much of a source's rows notebooks show; kernels keep to it when they ask next.
         */
        put: operations["change_outputs"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/saved-queries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Saved
         * @description The saved queries of a source that the caller may run.
         */
        get: operations["list_saved"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/saved-queries/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Saved
         * @description One saved query.
         */
        get: operations["show_saved"];
        /**
         * Save Query
         * @description Keep a new version of a saved query, which can run now.
         */
        put: operations["save_query"];
        post?: never;
        /**
         * Remove Saved
         * @description Delete a saved query with all its versions.
         */
        delete: operations["remove_saved"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/saved-queries/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run Saved
         * @description The rows of a saved query, or the choices of one of its parameters.
         */
        post: operations["run_saved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/saved-queries/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Versions
         * @description All versions of a saved query, the newest first.
         */
        get: operations["list_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/support": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Support
         * @description Let the support group look, for a reason and some hours.
         */
        post: operations["ask_support"];
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
    "/v1/connectors/{reference}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer
         * @description Hand a source over to somebody who has signed in before.
         */
        post: operations["transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Uses
         * @description What was fetched of a source, by whom and when; ``person`` is an e-mail address.
         */
        get: operations["list_uses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connectors/{reference}/view-as": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * View As
         * @description A source through somebody else's eyes.
         */
        post: operations["view_as"];
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
    "/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export Rows
         * @description Ask whether rows may be written to a file; the yes is noted as an export.
         */
        post: operations["export_rows"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants/{grant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change
         * @description Change what a grant says; what runs on it stops.
         */
        put: operations["change"];
        post?: never;
        /**
         * Revoke
         * @description Take a grant back; what runs on it stops.
         */
        delete: operations["revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants/given": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Given
         * @description What the caller gave, and everything that is given of their sources.
         */
        get: operations["list_given"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants/received": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Received
         * @description What is given to the caller, or to a group that they are in now.
         */
        get: operations["list_received"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants/revoke-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke All
         * @description Take back everything that the caller gave to a person or a group.
         */
        post: operations["revoke_all"];
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
        /**
         * Show Lease
         * @description What the outputs of a lease's kernel are held to, by the rows that it has had.
         */
        get: operations["show_lease"];
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
    "/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Proposals
         * @description The proposals that wait for the caller.
         */
        get: operations["list_proposals"];
        put?: never;
        /**
         * Propose
         * @description Ask the caller's person to confirm something in the browser.
         */
        post: operations["propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposal_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Proposal
         * @description Where a proposal stands.
         */
        get: operations["show_proposal"];
        put?: never;
        post?: never;
        /**
         * Decline
         * @description Turn a proposal down, or take one's own back.
         */
        delete: operations["decline"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{proposal_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm
         * @description Do what was proposed, as the person who confirms it.
         *
         *     Only they accept what has to be meant: that a kernel accepted it counts for nothing.
         */
        post: operations["confirm"];
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
    "/v1/queries/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan Query
         * @description What each source of a statement would be asked; nothing is run.
         */
        post: operations["plan_query"];
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
         * Banner
         * @description A sentence that the owner must see while it is true.
         */
        Banner: {
            /**
             * Code
             * @constant
             */
            code: "support";
            /** Connector Id */
            connector_id: string;
            /** Grant Id */
            grant_id: string;
            /** Sentence */
            sentence: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * BannerList
         * @description Everything that the caller must see now.
         */
        BannerList: {
            /** Banners */
            banners: components["schemas"]["Banner"][];
        };
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
         * @description A column of a table; ``mask`` is what the viewer sees in place of its values.
         */
        ColumnView: {
            /**
             * Is Key
             * @default false
             */
            is_key: boolean;
            mask?: components["schemas"]["MaskKind"] | null;
            /** Name */
            name: string;
            /** Nullable */
            nullable: boolean;
            /** Type */
            type: string;
        };
        /**
         * Confirmation
         * @description What the person means, who confirms: codes of a ``confirmation_needed`` problem.
         */
        Confirmation: {
            /**
             * Accept
             * @default []
             */
            accept: string[];
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
            /** @default results */
            output_level: components["schemas"]["OutputLevel"];
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
        ConnectorKind: "postgresql" | "mysql" | "sqlite" | "duckdb";
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
            output_level: components["schemas"]["OutputLevel"];
            owner: components["schemas"]["PersonView"];
            /** Settings */
            settings: {
                [key: string]: components["schemas"]["JsonValue"];
            };
        };
        /**
         * Effect
         * @description Grants add up; a denial takes away, and wins.
         * @enum {string}
         */
        Effect: "allow" | "deny";
        /**
         * ExportFormat
         * @description What a result can be written as; the values are the endings of files.
         *
         *     Pictures are of charts, and are written by the browser.
         * @enum {string}
         */
        ExportFormat: "csv" | "parquet" | "xlsx" | "png" | "svg";
        /**
         * ExportRequest
         * @description Rows that somebody wants to write to a file of their own.
         *
         *     ``held_by`` are the marks of the rows.  Nothing says where the file is to be.
         */
        ExportRequest: {
            /** Bytes */
            bytes: number;
            /** Columns */
            columns: string[];
            format: components["schemas"]["ExportFormat"];
            /** Held By */
            held_by: string[];
            /** Rows */
            rows: number;
        };
        /**
         * FindingView
         * @description A right of a source's database account that goes beyond reading.
         */
        FindingView: {
            /** Code */
            code: string;
            /** Sentence */
            sentence: string;
        };
        /**
         * GrantDraft
         * @description What a person fills in to share, or to change what they shared.
         *
         *     ``accept`` are the codes of a ``confirmation_needed`` problem that are meant.
         */
        GrantDraft: {
            /**
             * Accept
             * @default []
             */
            accept: string[];
            /** Actions */
            actions: ("source:see" | "source:run" | "source:query" | "source:export" | "source:manage")[];
            /** @default allow */
            effect: components["schemas"]["Effect"];
            /**
             * Note
             * @default
             */
            note: string;
            recipient: components["schemas"]["RecipientDraft"];
            /** Rows */
            rows?: number | null;
            /** Saved Queries */
            saved_queries?: string[] | null;
            /** Seconds */
            seconds?: number | null;
            /**
             * @default {
             *       "acr": [],
             *       "amr": []
             *     }
             */
            strength: components["schemas"]["StrengthDraft"];
            /**
             * Tables
             * @default []
             */
            tables: components["schemas"]["TableShareDraft"][];
            /** Until */
            until?: string | null;
        };
        /**
         * GrantList
         * @description Grants, the newest first.
         */
        GrantList: {
            /** Grants */
            grants: components["schemas"]["GrantView"][];
        };
        /**
         * GrantPreview
         * @description What would come of a draft that can be shared as it is filled in.
         *
         *     ``confirmations`` are what has to be meant, a sentence for each code; what the source's
         *     account may do is asked when it is shared.  ``view`` is the source through the
         *     recipient's eyes, with everything else that they have; only its owner is shown that.
         */
        GrantPreview: {
            /**
             * Confirmations
             * @default {}
             */
            confirmations: {
                [key: string]: string;
            };
            view?: components["schemas"]["ViewAs"] | null;
        };
        /**
         * GrantView
         * @description A grant, for the one who gave it, the owner and the recipient.
         *
         *     ``flags`` are codes: ``unused`` (never in 30 days), ``expiring`` (within 7 days),
         *     ``expired``, ``unbound`` (nobody with the address has signed in), ``group_grown`` (more
         *     members are known than when it was given), ``table_missing``, ``support``,
         *     ``parent_gone``.  ``tables`` are shown to a recipient without row filters.
         *     ``mine`` says that the viewer gave it.
         */
        GrantView: {
            /** Actions */
            actions: string[];
            /** Connector Id */
            connector_id: string;
            effect: components["schemas"]["Effect"];
            /**
             * Flags
             * @default []
             */
            flags: string[];
            grantor: components["schemas"]["PersonView"];
            /** Id */
            id: string;
            /** Members */
            members?: number | null;
            /** Mine */
            mine: boolean;
            /** Note */
            note: string;
            /** Parent Id */
            parent_id: string | null;
            recipient: components["schemas"]["RecipientView"];
            /** Revision */
            revision: number;
            /** Rows */
            rows: number | null;
            /** Saved Queries */
            saved_queries: string[] | null;
            /** Seconds */
            seconds: number | null;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Source */
            source: string;
            strength: components["schemas"]["StrengthDraft"];
            /** Support */
            support: boolean;
            /** Tables */
            tables: components["schemas"]["TableShareDraft"][];
            /** Until */
            until: string | null;
            usage: components["schemas"]["Usage"];
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
         * LeaseView
         * @description What a kernel's outputs are held to by the rows that it has had; None for no rows.
         */
        LeaseView: {
            outline: components["schemas"]["Outline"] | null;
            output_level: components["schemas"]["OutputLevel"] | null;
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
         * MaskDraft
         * @description What stands in place of a column's values; see ``domain.grants.Mask``.
         */
        MaskDraft: {
            /** Column */
            column: string;
            /**
             * Constant
             * @default hidden
             */
            constant: string;
            /** @default null */
            kind: components["schemas"]["MaskKind"];
            /** Label */
            label?: string | null;
        };
        /**
         * MaskKind
         * @description What stands in place of a masked column's values; none of them is anonymisation.
         *
         *     A pseudonym is a keyed hash (HMAC-SHA-256): equal values have equal pseudonyms, so that
         *     one can join, group and count by it.
         * @enum {string}
         */
        MaskKind: "null" | "constant" | "pseudonym";
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
         * OutputLevel
         * @description How much of what a kernel shows is sealed while it holds rows of the source.
         *
         *     ``RESULTS`` seals results and data frames, ``EVERYTHING`` every output of the kernel, and
         *     ``OPEN`` nothing but results: what else is shown are ordinary outputs.  The source's owner
         *     decides, and a kernel keeps to the strictest of the sources whose rows it holds.
         * @enum {string}
         */
        OutputLevel: "results" | "everything" | "open";
        /**
         * OutputsDraft
         * @description What the owner of a source lets notebooks show of its rows from now on.
         */
        OutputsDraft: {
            outline: components["schemas"]["Outline"];
            output_level: components["schemas"]["OutputLevel"];
        };
        /**
         * ParameterRuleDraft
         * @description What may be given for one parameter; see ``domain.saved_queries.ParameterRule``.
         */
        ParameterRuleDraft: {
            /**
             * Choices
             * @default []
             */
            choices: (components["schemas"]["Scalar"] | components["schemas"]["ListOfScalars"])[];
            /** Choices Sql */
            choices_sql?: string | null;
            /** Default */
            default?: components["schemas"]["Scalar"] | components["schemas"]["ListOfScalars"] | null;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Many
             * @default false
             */
            many: boolean;
            /** Maximum */
            maximum?: components["schemas"]["Scalar"] | components["schemas"]["ListOfScalars"] | null;
            /** Minimum */
            minimum?: components["schemas"]["Scalar"] | components["schemas"]["ListOfScalars"] | null;
            /** Name */
            name: string;
            /**
             * Optional
             * @default false
             */
            optional: boolean;
            type: components["schemas"]["ParameterType"];
        };
        /**
         * ParameterShape
         * @description A parameter without its value: the names of the values' types, and a list's length.
         */
        ParameterShape: {
            /** Length */
            length?: number | null;
            /**
             * Types
             * @default []
             */
            types: string[];
        };
        /**
         * ParameterType
         * @description The type of a saved query's parameter.
         * @enum {string}
         */
        ParameterType: "text" | "integer" | "decimal" | "float" | "boolean" | "date" | "timestamp" | "uuid";
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
         * PlanPart
         * @description What one source is asked, or a variable of the kernel; see ``policy.federate_plan``.
         */
        PlanPart: {
            /**
             * Columns
             * @default []
             */
            columns: string[];
            /**
             * Filters
             * @default []
             */
            filters: string[];
            /**
             * Masked
             * @default []
             */
            masked: string[];
            /** Name */
            name: string;
            /**
             * Parameters
             * @default []
             */
            parameters: string[];
            /** Source */
            source: string;
            /** Sql */
            sql?: string | null;
            /** Table */
            table: string;
            /** Variable */
            variable?: string | null;
        };
        /**
         * PlanRequest
         * @description A statement, in DuckDB's dialect, whose tables are named with their sources.
         */
        PlanRequest: {
            /**
             * Parameters
             * @default {}
             */
            parameters: {
                [key: string]: components["schemas"]["ParameterShape"];
            };
            /** Sql */
            sql: string;
        };
        /**
         * PlanView
         * @description The parts of a statement, and the one that joins them; without it there is one part.
         */
        PlanView: {
            /** Join */
            join?: string | null;
            /**
             * Parameters
             * @default []
             */
            parameters: string[];
            /** Parts */
            parts: components["schemas"]["PlanPart"][];
        };
        /**
         * PreviewRequest
         * @description A draft that is not shared yet; ``replaces`` is the grant that it would change.
         */
        PreviewRequest: {
            draft: components["schemas"]["GrantDraft"];
            /** Replaces */
            replaces?: string | null;
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
         * ProposalDraft
         * @description A sharing, a transfer or support, for the person to confirm.
         */
        ProposalDraft: {
            /** Connector */
            connector: string;
            kind: components["schemas"]["ProposalKind"];
            /** Payload */
            payload: components["schemas"]["GrantDraft"] | components["schemas"]["TransferRequest"] | components["schemas"]["SupportDraft"];
        };
        /**
         * ProposalKind
         * @description What is proposed; ``payload`` is the message of that name's route.
         * @enum {string}
         */
        ProposalKind: "share" | "transfer" | "support";
        /**
         * ProposalList
         * @description The proposals that wait for the caller, the newest first.
         */
        ProposalList: {
            /** Proposals */
            proposals: components["schemas"]["ProposalView"][];
        };
        /**
         * ProposalState
         * @description Where a proposal stands; one that nobody answers in time is gone.
         * @enum {string}
         */
        ProposalState: "open" | "confirmed" | "declined";
        /**
         * ProposalView
         * @description A proposal; ``grant_id`` is what came of it, once it is confirmed.
         */
        ProposalView: {
            /** Connector Id */
            connector_id: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Grant Id */
            grant_id?: string | null;
            /** Id */
            id: string;
            kind: components["schemas"]["ProposalKind"];
            /** Payload */
            payload: components["schemas"]["GrantDraft"] | components["schemas"]["TransferRequest"] | components["schemas"]["SupportDraft"];
            /**
             * Proposed At
             * Format: date-time
             */
            proposed_at: string;
            /** Source */
            source: string;
            /** @default open */
            state: components["schemas"]["ProposalState"];
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
         * RecipientDraft
         * @description A person by e-mail address, or a group by name.
         */
        RecipientDraft: {
            kind: components["schemas"]["RecipientKind"];
            /** Name */
            name: string;
        };
        /**
         * RecipientKind
         * @description A grant is to one person or to the members of one group.
         * @enum {string}
         */
        RecipientKind: "person" | "group";
        /**
         * RecipientView
         * @description Whom a grant is given to; ``person`` once it is bound to somebody.
         */
        RecipientView: {
            kind: components["schemas"]["RecipientKind"];
            /** Name */
            name: string;
            person?: components["schemas"]["PersonView"] | null;
        };
        /**
         * RefusalView
         * @description Why something is refused, for the owner's eyes.
         */
        RefusalView: {
            /** Code */
            code: string;
            /** Message */
            message: string;
            /**
             * Reasons
             * @default []
             */
            reasons: string[];
        };
        /**
         * RevokeAllRequest
         * @description Whose grants end: all that the caller gave to this recipient, of one source or all.
         */
        RevokeAllRequest: {
            /** Connector */
            connector?: string | null;
            recipient: components["schemas"]["RecipientDraft"];
        };
        /**
         * RevokeReport
         * @description What a revocation ended.
         */
        RevokeReport: {
            /** Grants */
            grants: number;
            /** Queries */
            queries: number;
        };
        /**
         * RunRequest
         * @description A run of a saved query; see ``QueryRequest`` for what the fields mean.
         *
         *     ``choices_of`` asks for the choices of that parameter instead.
         */
        RunRequest: {
            /** Choices Of */
            choices_of?: string | null;
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
            /** Timeout Seconds */
            timeout_seconds?: number | null;
        };
        /**
         * SavedQueryDraft
         * @description A new saved query, or a new version of one.
         */
        SavedQueryDraft: {
            /**
             * Description
             * @default
             */
            description: string;
            /** Name */
            name: string;
            /**
             * Parameters
             * @default []
             */
            parameters: components["schemas"]["ParameterRuleDraft"][];
            /**
             * Show Sql
             * @default false
             */
            show_sql: boolean;
            /** Sql */
            sql: string;
        };
        /**
         * SavedQueryList
         * @description Saved queries by name; or the versions of one, the newest first.
         */
        SavedQueryList: {
            /** Saved Queries */
            saved_queries: components["schemas"]["SavedQueryView"][];
        };
        /**
         * SavedQueryView
         * @description A saved query as somebody sees it: the statement only if they may.
         *
         *     ``choices_sql`` is hidden with it; ``has_choices`` says that choices can be asked for.
         *     ``show_sql`` says whether those who run it may see the statement, too.  ``problem`` is
         *     for the owner: why it would not run now.
         */
        SavedQueryView: {
            /** Connector Id */
            connector_id: string;
            /** Description */
            description: string;
            /**
             * Has Choices
             * @default []
             */
            has_choices: string[];
            /** Name */
            name: string;
            /** Parameters */
            parameters: components["schemas"]["ParameterRuleDraft"][];
            /** Problem */
            problem?: string | null;
            /**
             * Saved At
             * Format: date-time
             */
            saved_at: string;
            saved_by: components["schemas"]["PersonView"];
            /**
             * Show Sql
             * @default false
             */
            show_sql: boolean;
            /** Source */
            source: string;
            /** Sql */
            sql?: string | null;
            /** Version */
            version: number;
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
         * SeenColumn
         * @description A column as somebody sees it; ``mask`` is what stands in its place.
         */
        SeenColumn: {
            mask?: components["schemas"]["MaskKind"] | null;
            /** Name */
            name: string;
            /** Type */
            type: string;
        };
        /**
         * SeenTable
         * @description A table as somebody sees it; ``row_filter`` is what its rows must satisfy.
         */
        SeenTable: {
            /** Columns */
            columns: components["schemas"]["SeenColumn"][];
            /** Name */
            name: string;
            /** Row Filter */
            row_filter?: string | null;
            /** Schema Name */
            schema_name: string;
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
         * StrengthDraft
         * @description How the recipient must have signed in; ``max_age_seconds`` since they did.
         */
        StrengthDraft: {
            /**
             * Acr
             * @default []
             */
            acr: string[];
            /**
             * Amr
             * @default []
             */
            amr: string[];
            /** Max Age Seconds */
            max_age_seconds?: number | null;
        };
        /**
         * SupportDraft
         * @description A grant to the support group: why, what, and for how many hours.
         */
        SupportDraft: {
            /**
             * Accept
             * @default []
             */
            accept: string[];
            /**
             * Actions
             * @default [
             *       "source:see"
             *     ]
             */
            actions: ("source:see" | "source:run" | "source:query" | "source:export" | "source:manage")[];
            /** Hours */
            hours: number;
            /** Reason */
            reason: string;
            /**
             * Tables
             * @default []
             */
            tables: components["schemas"]["TableShareDraft"][];
        };
        /**
         * TableShareDraft
         * @description Tables of a grant; see ``domain.grants.TableShare``.
         */
        TableShareDraft: {
            /** Columns */
            columns?: string[] | null;
            /**
             * Hidden
             * @default []
             */
            hidden: string[];
            /**
             * Masks
             * @default []
             */
            masks: components["schemas"]["MaskDraft"][];
            /** Pattern */
            pattern: string;
            /** Row Filter */
            row_filter?: string | null;
        };
        /**
         * TableView
         * @description A table or view with its columns; ``is_filtered`` says that rows may be held back.
         */
        TableView: {
            /** Columns */
            columns: components["schemas"]["ColumnView"][];
            /**
             * Is Filtered
             * @default false
             */
            is_filtered: boolean;
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
         *
         *     ``findings`` are rights of the account that go beyond reading; ``grant_script`` makes
         *     an account without them.
         */
        TestReport: {
            /** Encryption */
            encryption: string;
            /**
             * Findings
             * @default []
             */
            findings: components["schemas"]["FindingView"][];
            /**
             * Grant Script
             * @default
             */
            grant_script: string;
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
        /**
         * TransferRequest
         * @description To whom a source goes: somebody who has signed in with this verified address.
         */
        TransferRequest: {
            /** Email */
            email: string;
        };
        /**
         * Usage
         * @description How a grant was used: how often, when last, and how many rows it gave in all.
         */
        Usage: {
            /** Last */
            last: string | null;
            /** Rows */
            rows: number;
            /** Times */
            times: number;
        };
        /**
         * UseList
         * @description Uses of a source, the newest first.
         */
        UseList: {
            /** Uses */
            uses: components["schemas"]["UseView"][];
        };
        /**
         * UseView
         * @description One use of a source by somebody: what was fetched, or why it was refused.
         */
        UseView: {
            /** Action */
            action: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Bytes */
            bytes: number;
            /** Columns */
            columns: string[];
            /** Grants */
            grants: string[];
            /** Outcome */
            outcome: string;
            person: components["schemas"]["PersonView"];
            /** Reasons */
            reasons: string[];
            /** Rows */
            rows: number;
            /** Saved Query */
            saved_query: string | null;
            /** Seconds */
            seconds: number;
        };
        /**
         * ViewAs
         * @description What somebody gets of a source: the same decision and the same check as theirs.
         *
         *     ``assumed`` says in sentences what could not be known.  ``sql`` is what their statement
         *     would become; ``refusal`` is why it would not run.
         */
        ViewAs: {
            /** Actions */
            actions: string[];
            /**
             * Assumed
             * @default []
             */
            assumed: string[];
            refusal?: components["schemas"]["RefusalView"] | null;
            /** Refusals */
            refusals: {
                [key: string]: components["schemas"]["RefusalView"];
            };
            /** Rows */
            rows?: number | null;
            /** Seconds */
            seconds?: number | null;
            /** Sql */
            sql?: string | null;
            /** Tables */
            tables: components["schemas"]["SeenTable"][];
        };
        /**
         * ViewAsRequest
         * @description Whose eyes to look with: a person by address, or a made-up one with these groups.
         *
         *     ``claims`` stand in for claims that nobody knows until the person signs in.  ``sql`` is
         *     a statement that they might write.
         */
        ViewAsRequest: {
            /**
             * Claims
             * @default {}
             */
            claims: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Email */
            email?: string | null;
            /** Groups */
            groups?: string[] | null;
            /**
             * Parameters
             * @default {}
             */
            parameters: {
                [key: string]: components["schemas"]["Scalar"] | components["schemas"]["ListOfScalars"];
            };
            /** Sql */
            sql?: string | null;
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
    list_banners: {
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
                    "application/json": components["schemas"]["BannerList"];
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
    list_of_source: {
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
                    "application/json": components["schemas"]["GrantList"];
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
    give: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantDraft"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantView"];
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
    preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantPreview"];
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
    change_outputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutputsDraft"];
            };
        };
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
    list_saved: {
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
                    "application/json": components["schemas"]["SavedQueryList"];
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
    show_saved: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
                    "application/json": components["schemas"]["SavedQueryView"];
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
    save_query: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedQueryDraft"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedQueryView"];
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
    remove_saved: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
    run_saved: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunRequest"];
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
    list_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
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
                    "application/json": components["schemas"]["SavedQueryList"];
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
    ask_support: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SupportDraft"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantView"];
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
    transfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
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
    list_uses: {
        parameters: {
            query?: {
                person?: string | null;
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
                    "application/json": components["schemas"]["UseList"];
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
    view_as: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reference: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewAsRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewAs"];
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
    export_rows: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
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
    change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantDraft"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantView"];
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
    revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: string;
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
                    "application/json": components["schemas"]["RevokeReport"];
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
    list_given: {
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
                    "application/json": components["schemas"]["GrantList"];
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
    list_received: {
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
                    "application/json": components["schemas"]["GrantList"];
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
    revoke_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeAllRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeReport"];
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
    show_lease: {
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaseView"];
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
    list_proposals: {
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
                    "application/json": components["schemas"]["ProposalList"];
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
    propose: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalDraft"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalView"];
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
    show_proposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                proposal_id: string;
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
                    "application/json": components["schemas"]["ProposalView"];
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
    decline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                proposal_id: string;
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
    confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                proposal_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Confirmation"] | null;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalView"];
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
    plan_query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanView"];
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
