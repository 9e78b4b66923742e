// What each event type is in Elastic's terms: data. Categories and types are the
// allowed values of ECS 9, types where ECS expects them for the category; a
// category that does not fit is left out rather than stretched. Actions and data
// sets are those of Elastic's own Salesforce integration where it has the event.

/** The allowed values that are used here. */
export type EcsCategory =
	| "api"
	| "authentication"
	| "configuration"
	| "database"
	| "file"
	| "iam"
	| "intrusion_detection"
	| "network"
	| "session"
	| "web";

export type EcsType =
	| "access"
	| "admin"
	| "change"
	| "connection"
	| "denied"
	| "end"
	| "error"
	| "info"
	| "start"
	| "user";

export interface EventClass {
	readonly kind: "event" | "alert";
	readonly category: readonly EcsCategory[];
	readonly type: readonly EcsType[];
	/** Where it is not the event name with hyphens. */
	readonly action?: string;
	/** The attribute that tells the action better than the event type. */
	readonly actionAttribute?: string;
}

function event(
	category: readonly EcsCategory[],
	type: readonly EcsType[],
	more: Pick<EventClass, "action" | "actionAttribute"> = {},
): EventClass {
	return { kind: "event", category, type, ...more };
}

const PAGE = event(["web"], ["access"]);
const CALL = event(["api", "web"], ["access"]);
const QUERY = event(["database"], ["access"]);
const FILE = event(["file"], ["access"]);
const PERMISSION = event(["iam"], ["change"]);
const SIGN_ON = event(["authentication"], ["info"]);
/** Salesforce's own threat detection. */
const THREAT: EventClass = {
	kind: "alert",
	category: ["intrusion_detection"],
	type: ["info"],
};

/** An event type that Salesforce may add tomorrow. */
export const UNCLASSIFIED = event([], ["info"]);

/** A change that is about a user. */
export const USER_ADMINISTRATION = event(
	["configuration", "iam"],
	["admin", "change", "user"],
	{ actionAttribute: "salesforce.setup.action" },
);

/** By `salesforce.event.type`. Objects of threat detection end in `Store` where they are stored. */
export const EVENT_CLASSES: ReadonlyMap<string, EventClass> = new Map([
	[
		"Login",
		event(["authentication", "session"], ["start"], {
			action: "login-attempt",
		}),
	],
	["Logout", event(["authentication", "session"], ["end"])],
	["LoginAs", event(["authentication", "session"], ["start"])],
	["LoginAsEvent", event(["authentication", "session"], ["start"])],
	["IdentityVerificationEvent", SIGN_ON],
	["IdentityProviderEventStore", SIGN_ON],

	[
		"SetupAuditTrail",
		event(["configuration"], ["change"], {
			actionAttribute: "salesforce.setup.action",
		}),
	],
	["PermissionUpdate", PERMISSION],
	["PermissionSetEvent", PERMISSION],
	["PermissionSetEventStore", PERMISSION],
	["InsufficientAccess", event([], ["denied"])],
	["TransactionSecurity", event(["intrusion_detection"], ["info"])],

	["ApexExecution", UNCLASSIFIED],
	["ApexTrigger", UNCLASSIFIED],
	["QueuedExecution", UNCLASSIFIED],
	["ApexCallout", event(["network"], ["connection"])],
	[
		"ExternalCustomApexCallout",
		event(["network"], ["connection"], {
			action: "apex-external-custom-callout",
		}),
	],
	["ApexRestApi", event(["api", "web"], ["access"], { action: "apex-rest" })],
	["ApexSoap", CALL],
	["ApexUnexpectedException", event([], ["error"])],
	// Requests that Salesforce ended because too many long ones ran.
	["ConcurrentLongRunningApexLimit", event([], ["denied"])],
	["ConcurLongRunApexErrEvent", event([], ["denied"])],

	["API", CALL],
	["ApiEvent", CALL],
	["RestApi", CALL],
	["ApiTotalUsage", CALL],
	["BulkApi", CALL],
	["BulkApi2", CALL],
	["BulkApiResultEvent", CALL],
	["BulkApiResultEventStore", CALL],

	["URI", PAGE],
	["UriEvent", PAGE],
	["AuraRequest", PAGE],
	["LightningPageView", PAGE],
	["LightningUriEvent", PAGE],
	["ListViewEvent", PAGE],
	["VisualforceRequest", PAGE],

	["Report", QUERY],
	["ReportEvent", QUERY],
	["ReportExport", QUERY],
	["ContentTransfer", FILE],
	["DocumentAttachmentDownloads", FILE],
	["FileEvent", FILE],
	["FileEventStore", FILE],

	...[
		"ApiAnomalyEvent",
		"CredentialStuffingEvent",
		"GuestUserAnomalyEvent",
		"LoginAnomalyEvent",
		"ReportAnomalyEvent",
		"SessionHijackingEvent",
	].flatMap((name): [string, EventClass][] => [
		[name, THREAT],
		[`${name}Store`, THREAT],
	]),
]);
