// The org of a soak, in a process of its own: an hour's files whenever it is told so.

import { startSimulator } from "../../simulator/start-simulator.ts";
import { childArgument, tell } from "../processes/child.ts";
import { soakEventTypes } from "./event-types.ts";
import { orgTrouble } from "./faults.ts";
import { createFileTemplate, TEMPLATE_ROWS } from "./file-template.ts";
import { HOUR_MS } from "./hours.ts";

export interface OrgOptions {
	readonly rowsPerFile: number;
	/** `otlp_http` endpoints. */
	readonly backends: readonly string[];
	readonly stateDirectory: string;
	/** What is delivered twice within is recognised. */
	readonly deduplicationWindow: string;
}

export interface PublishedHour {
	readonly records: number;
	readonly files: number;
}

const MINUTE_MS = 60_000;

const options = childArgument<OrgOptions>();
const common = { hours: 0, speed: 0, streams: [], rhythm: false };

const model = await startSimulator({
	...common,
	hours: 1,
	event_types: soakEventTypes(Math.min(TEMPLATE_ROWS, options.rowsPerFile)),
});
const templates = model
	.ledger()
	.map(({ eventType, content }) => createFileTemplate(eventType, content));
await model.close();

const org = await startSimulator({ ...common, daily_api_requests: 10_000_000 });
let hours = 0;
let serial = 0;

process.on("message", (message) => {
	org.advance(HOUR_MS);
	void tell(message === "publish" ? publish() : { records: 0, files: 0 });
});

function publish(): PublishedHour {
	org.intervene(orgTrouble(hours));
	const logDate = new Date(Math.floor(org.now() / HOUR_MS - 1) * HOUR_MS);
	for (const template of templates) {
		org.publishFile({
			eventType: template.eventType,
			logDate,
			createdDate: new Date(org.now() - 10 * MINUTE_MS),
			content: template.content(serial, options.rowsPerFile, logDate.getTime()),
		});
		serial += options.rowsPerFile;
	}
	hours++;
	const files = templates.length;
	return { records: files * options.rowsPerFile, files };
}

process.once("disconnect", () => void org.close());
const exporters = Object.fromEntries(
	options.backends.map((endpoint, index) => [
		`otlp_http/${index + 1}`,
		{ endpoint, timeout: "5s" },
	]),
);
await tell(
	org
		.config({
			streams: {
				event_log_files: {
					event_types: ["*"],
					poll_interval: "15m",
					initial_lookback: "24h",
				},
			},
			exporters,
			extensions: { file_storage: { directory: options.stateDirectory } },
			service: {
				extensions: ["file_storage"],
				pipelines: {
					logs: {
						receivers: ["salesforce"],
						exporters: Object.keys(exporters),
					},
				},
				// Faults are warned of, and there are many.
				telemetry: { logs: { level: "error" } },
			},
		})
		.replace(
			/^( *)instance_url:/m,
			`$1idle_timeout: 2s\n$1deduplication: { window: ${options.deduplicationWindow} }\n$&`,
		),
);
