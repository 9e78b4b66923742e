// The 50 event types of the soak: all that the simulator has rows of its own for, and
// others that Salesforce documents, with columns of every type.

import { EVENT_TYPES } from "../../simulator/generate/event-types/event-types.ts";
import type { SimulatorOptions } from "../../simulator/options.ts";

const COUNT = 50;

const FURTHER = [
	"BulkApi",
	"ChangeSetOperation",
	"ContentDistribution",
	"ContentTransfer",
	"CorsViolation",
	"CspViolation",
	"Dashboard",
	"DocumentAttachmentDownloads",
	"ExternalCrossOrgCallout",
	"ExternalDataSourceCallout",
	"ExternalODataCallout",
	"FlowExecution",
	"GroupMembership",
	"HostnameRedirects",
	"InsecureExternalAssets",
	"KnowledgeArticleView",
	"LightningError",
	"LightningInteraction",
	"LightningLogger",
	"LightningPerformance",
	"MetadataApiOperation",
	"MultiBlockReport",
	"NamedCredential",
	"PackageInstall",
	"PlatformEncryption",
	"Report",
	"Sandbox",
	"Search",
	"SearchClick",
	"Sites",
	"TimeBasedWorkflow",
	"UITracking",
	"VisualforceRequest",
	"WaveChange",
	"WaveDownload",
];

type Columns = Record<string, string>;

const COLUMNS: Columns = {
	SUCCESS: "Boolean",
	ROW_COUNT: "Number",
	RECORD_ID: "Id",
	STARTED_DATE: "DateTime",
	DETAIL: "String",
	DB_TOTAL_TIME: "Number",
	STATUS_CODE: "Number",
	PAGE_NAME: "String",
};

/** Rows an hour of each of the 50, as the simulator's option wants it. */
export function soakEventTypes(
	rows: number,
): NonNullable<SimulatorOptions["event_types"]> {
	const own = ["Login", ...EVENT_TYPES.map(({ name }) => name)];
	const further = FURTHER.filter((name) => !own.includes(name));
	const types: [
		string,
		number | { rows_per_hour: number; columns: Columns },
	][] = [];
	for (const name of own) types.push([name, rows]);
	for (const name of further) {
		types.push([name, { rows_per_hour: rows, columns: COLUMNS }]);
	}
	return Object.fromEntries(types.slice(0, COUNT));
}
