// Every metric that exists: the only place of a name, its kind, unit, attributes and
// meaning. Types, what is exported, the status page and docs/telemetry.md derive
// from it. The Collector's names where it has one.

/** What a series can be told apart by. The values of each are few; see `MAX_SERIES`. */
export const metricAttributes = {
	receiver: "Id of the receiver.",
	stream: "The stream of the receiver, as in the configuration.",
	event_type: "Salesforce's name of the event type.",
	processor: "Id of the processor.",
	exporter: "Id of the exporter.",
	data_type: "Always `logs`.",
	kind: "What was asked for: `login`, `versions`, `limits`, `query`, `describe` or `log_file`.",
	outcome:
		"The class of the answer's status: `2xx`, `3xx`, `4xx`, `5xx`, or `none` without an answer.",
	code: "The stable code of the error, as in the log.",
	reason: "Why.",
	column: "The column of the file, or the field of the object.",
	level: "The level of the log line.",
	statistic: "`mean`, `p99` or `max` since the last collection.",
	part: "`database` or `write_ahead_log`.",
	"error.type":
		"The status of the backend's answer, the option that kept the records from it, or `unknown`.",
} as const satisfies Readonly<Record<string, string>>;

export type MetricAttribute = keyof typeof metricAttributes;

/**
 * The most series that one metric has. What goes beyond is counted in one more, with
 * the attribute `otel.metric.overflow`, as the OpenTelemetry specification has it.
 */
export const MAX_SERIES = 1_000;

/** From which `service.telemetry.metrics.level` on a metric is exported. */
export type MetricLevel = "basic" | "normal" | "detailed";

export interface MetricDefinition {
	/**
	 * A counter only grows, a gauge has a value now, a histogram counts measurements by
	 * size. An age is a gauge that is told a moment (ms since the epoch) and shows the
	 * seconds since.
	 */
	readonly kind: "counter" | "gauge" | "age" | "histogram";
	/** In UCUM, as OpenTelemetry writes it. */
	readonly unit: string;
	readonly level: MetricLevel;
	readonly attributes: readonly MetricAttribute[];
	readonly description: string;
	/** Of a histogram: the upper bounds of its buckets. */
	readonly boundaries?: readonly number[];
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds to weeks: event log files are late by hours, and a backlog by days. */
const LATENESS = [
	1,
	5,
	15,
	30,
	MINUTE,
	2 * MINUTE,
	5 * MINUTE,
	10 * MINUTE,
	15 * MINUTE,
	30 * MINUTE,
	HOUR,
	2 * HOUR,
	3 * HOUR,
	4 * HOUR,
	6 * HOUR,
	9 * HOUR,
	12 * HOUR,
	DAY,
	2 * DAY,
	3 * DAY,
	7 * DAY,
	14 * DAY,
	30 * DAY,
] as const;

/** The Collector's. */
const BATCH_RECORDS = [
	10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000,
	7_000, 8_000, 9_000, 10_000, 20_000, 30_000, 50_000, 100_000,
] as const;

/** The Collector's: 128 bytes to 16 MiB. */
const BATCH_BYTES = Array.from({ length: 18 }, (_, power) => 2 ** (7 + power));

export const metrics = {
	// The receiver.
	otelcol_receiver_accepted_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["receiver"],
		description:
			"Log records that every pipeline behind the receiver has taken durably.",
	},
	otelcol_receiver_refused_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["receiver"],
		description:
			"Log records that the pipelines behind the receiver could not take, such as when the disk is full. They are read again.",
	},
	otelcol_receiver_failed_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["receiver"],
		description:
			"Rows that the receiver could make no record of: `salesforce_receiver_rows_set_aside` under the Collector's name.",
	},
	salesforce_receiver_duplicate_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["receiver"],
		description:
			"Records that were recognised as delivered before, and are not delivered again.",
	},
	salesforce_receiver_newest_event_age_seconds: {
		kind: "age",
		unit: "s",
		level: "basic",
		attributes: ["receiver", "stream", "event_type"],
		description:
			"Age of the newest event that was read and stored. It grows while nothing happens in the org, too.",
	},
	salesforce_receiver_watermark_age_seconds: {
		kind: "age",
		unit: "s",
		level: "basic",
		attributes: ["receiver", "stream", "event_type"],
		description:
			"How far behind now the watermark is: everything that the org showed up to then was read and stored. It grows while a stream can't be read.",
	},
	salesforce_receiver_files_seen: {
		kind: "counter",
		unit: "{file}",
		level: "normal",
		attributes: ["receiver", "stream", "event_type"],
		description: "Event log files that were listed for the first time.",
	},
	salesforce_receiver_files_waiting: {
		kind: "gauge",
		unit: "{file}",
		level: "basic",
		attributes: ["receiver", "stream", "event_type"],
		description: "Event log files that are listed and not completely read yet.",
	},
	salesforce_receiver_files_read: {
		kind: "counter",
		unit: "{file}",
		level: "basic",
		attributes: ["receiver", "stream", "event_type"],
		description: "Event log files that were read to their end.",
	},
	salesforce_receiver_files_failed: {
		kind: "counter",
		unit: "{file}",
		level: "normal",
		attributes: ["receiver", "stream", "event_type", "reason"],
		description:
			"Attempts at an event log file that failed; each file is tried again.",
	},
	salesforce_receiver_files_lost: {
		kind: "counter",
		unit: "{file}",
		level: "basic",
		attributes: ["receiver", "stream", "event_type", "reason"],
		description:
			"Event log files that were listed and could never be read as a whole. Events are missing.",
	},
	salesforce_receiver_bytes_read: {
		kind: "counter",
		unit: "By",
		level: "normal",
		attributes: ["receiver", "stream", "event_type"],
		description: "Bytes of event log files, decompressed.",
	},
	salesforce_receiver_rows_read: {
		kind: "counter",
		unit: "{row}",
		level: "basic",
		attributes: ["receiver", "stream", "event_type"],
		description: "Rows of event log files and of objects.",
	},
	salesforce_receiver_rows_not_transcoded: {
		kind: "counter",
		unit: "{row}",
		level: "detailed",
		attributes: ["receiver", "stream", "event_type"],
		description:
			"Rows that took the slow way to their record: of event log files because of odd quotes, bytes that are not UTF-8, or their size; of objects because their answer was not written as Salesforce does.",
	},
	salesforce_receiver_rows_set_aside: {
		kind: "counter",
		unit: "{row}",
		level: "basic",
		attributes: ["receiver", "stream", "event_type", "reason"],
		description: "Rows that no record could be made of.",
	},
	salesforce_receiver_cells_set_aside: {
		kind: "counter",
		unit: "{cell}",
		level: "detailed",
		attributes: ["receiver", "event_type", "column", "reason"],
		description: "Cells that were left out of their record.",
	},
	salesforce_receiver_polls_failed: {
		kind: "counter",
		unit: "{poll}",
		level: "basic",
		attributes: ["receiver", "stream", "code"],
		description: "Polls that ended with an error; each is tried again.",
	},
	salesforce_receiver_polls_postponed: {
		kind: "counter",
		unit: "{poll}",
		level: "basic",
		attributes: ["receiver", "stream", "reason"],
		description:
			"Polls that did not take place because API calls have run out: `budget_spent` or `org_limit_near`.",
	},
	salesforce_receiver_gaps: {
		kind: "counter",
		unit: "{gap}",
		level: "basic",
		attributes: ["receiver", "stream", "event_type", "reason"],
		description:
			"Spans of time whose events are missing, such as an hour without its file between hours that have one.",
	},

	// The client of the org.
	salesforce_client_requests: {
		kind: "counter",
		unit: "{request}",
		level: "normal",
		attributes: ["receiver", "kind", "outcome"],
		description: "API calls to Salesforce.",
	},
	salesforce_client_retries: {
		kind: "counter",
		unit: "{request}",
		level: "normal",
		attributes: ["receiver", "kind", "code"],
		description: "Requests to Salesforce that failed and are made again.",
	},
	salesforce_client_long_requests: {
		kind: "counter",
		unit: "{request}",
		level: "normal",
		attributes: ["receiver", "kind"],
		description:
			"Downloads that took more than 20 seconds. Salesforce lets 25 such requests of everybody in the org run at once.",
	},
	salesforce_client_api_calls_used: {
		kind: "gauge",
		unit: "{call}",
		level: "basic",
		attributes: ["receiver"],
		description:
			"API calls of the last 24 hours by everybody in the org, as Salesforce told last.",
	},
	salesforce_client_api_calls_limit: {
		kind: "gauge",
		unit: "{call}",
		level: "basic",
		attributes: ["receiver"],
		description: "API calls that the org may make in 24 hours.",
	},
	salesforce_client_api_calls_left: {
		kind: "gauge",
		unit: "{call}",
		level: "basic",
		attributes: ["receiver"],
		description: "API calls that the org may still make now.",
	},
	salesforce_client_api_calls_own: {
		kind: "gauge",
		unit: "{call}",
		level: "basic",
		attributes: ["receiver"],
		description:
			"API calls of the last 24 hours by this receiver, which `api_budget` bounds.",
	},
	salesforce_client_api_calls_budget: {
		kind: "gauge",
		unit: "{call}",
		level: "basic",
		attributes: ["receiver"],
		description:
			"API calls that `api_budget` lets this receiver make in 24 hours.",
	},
	salesforce_client_logins: {
		kind: "counter",
		unit: "{login}",
		level: "basic",
		attributes: ["receiver"],
		description: "Logins to Salesforce that succeeded.",
	},
	salesforce_client_login_failures: {
		kind: "counter",
		unit: "{login}",
		level: "basic",
		attributes: ["receiver", "code"],
		description: "Logins to Salesforce that failed.",
	},
	salesforce_client_incurable_login_failures: {
		kind: "counter",
		unit: "{login}",
		level: "basic",
		attributes: ["receiver", "code"],
		description:
			"Logins that failed for a reason that time does not cure: somebody has to act.",
	},

	// Processors.
	otelcol_processor_incoming_items: {
		kind: "counter",
		unit: "{item}",
		level: "normal",
		attributes: ["processor"],
		description: "Records that came into the processor.",
	},
	otelcol_processor_outgoing_items: {
		kind: "counter",
		unit: "{item}",
		level: "normal",
		attributes: ["processor"],
		description: "Records that left the processor.",
	},
	salesforce_processor_dropped_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["processor", "reason"],
		description: "Records that the processor took out of its pipeline.",
	},
	salesforce_processor_dropped_attributes: {
		kind: "counter",
		unit: "{attribute}",
		level: "detailed",
		attributes: ["processor", "reason"],
		description:
			"Attributes that the processor took out of their record or resource.",
	},
	salesforce_processor_masked_values: {
		kind: "counter",
		unit: "{value}",
		level: "normal",
		attributes: ["processor", "reason"],
		description: "Texts in which the processor masked something.",
	},

	// Exporters and their queues.
	otelcol_exporter_sent_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["exporter"],
		description: "Records that the backend has taken.",
	},
	otelcol_exporter_send_failed_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["exporter", "error.type"],
		description:
			"Records that the backend refused for good, or that an option kept from it.",
	},
	otelcol_exporter_enqueue_failed_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["exporter"],
		description:
			"Records that were dropped because the queue was full; only with `block_on_overflow: false`.",
	},
	otelcol_exporter_queue_size: {
		kind: "gauge",
		unit: "{request}",
		level: "basic",
		attributes: ["exporter", "data_type"],
		description: "What waits in the queue, in the unit of `sizer`.",
	},
	otelcol_exporter_queue_capacity: {
		kind: "gauge",
		unit: "{request}",
		level: "basic",
		attributes: ["exporter", "data_type"],
		description: "`queue_size`, in the unit of `sizer`.",
	},
	otelcol_exporter_in_flight_requests: {
		kind: "gauge",
		unit: "{request}",
		level: "normal",
		attributes: ["exporter"],
		description:
			"Requests that are being sent, those that wait for another attempt included.",
	},
	otelcol_exporter_queue_batch_send_size: {
		kind: "histogram",
		unit: "{record}",
		level: "detailed",
		attributes: ["exporter"],
		description: "Records of each request that the backend has decided on.",
		boundaries: BATCH_RECORDS,
	},
	otelcol_exporter_queue_batch_send_size_bytes: {
		kind: "histogram",
		unit: "By",
		level: "detailed",
		attributes: ["exporter"],
		description: "The size of each of them, before compression.",
		boundaries: BATCH_BYTES,
	},
	salesforce_exporter_queued_log_records: {
		kind: "gauge",
		unit: "{record}",
		level: "basic",
		attributes: ["exporter"],
		description: "Records that wait in the queue.",
	},
	salesforce_exporter_queue_bytes: {
		kind: "gauge",
		unit: "By",
		level: "normal",
		attributes: ["exporter"],
		description: "Bytes that wait in the queue, as stored.",
	},
	salesforce_exporter_queue_age_seconds: {
		kind: "age",
		unit: "s",
		level: "basic",
		attributes: ["exporter"],
		description:
			"How long the oldest request has been waiting in the queue; no series while it is empty.",
	},
	salesforce_exporter_retries: {
		kind: "counter",
		unit: "{request}",
		level: "normal",
		attributes: ["exporter"],
		description: "Attempts that failed and are made again.",
	},
	salesforce_exporter_rejected_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["exporter"],
		description: "Records that the backend rejected in a partial success.",
	},
	salesforce_exporter_dead_letter_log_records: {
		kind: "counter",
		unit: "{record}",
		level: "basic",
		attributes: ["exporter", "reason"],
		description: "Records in requests that were set aside as dead letters.",
	},
	salesforce_exporter_dead_letters: {
		kind: "gauge",
		unit: "{request}",
		level: "basic",
		attributes: ["exporter"],
		description: "Requests that are set aside now.",
	},
	salesforce_exporter_event_latency_seconds: {
		kind: "histogram",
		unit: "s",
		level: "basic",
		attributes: ["exporter"],
		description:
			"Time from an event in Salesforce to the backend's acknowledgement, counted by record. The events of one request are taken as spread evenly between its oldest and its newest.",
		boundaries: LATENESS,
	},

	// Storage and process.
	salesforce_storage_size_bytes: {
		kind: "gauge",
		unit: "By",
		level: "basic",
		attributes: ["part"],
		description: "Size of the state file and of its log on the disk.",
	},
	salesforce_log_lines_sampled: {
		kind: "counter",
		unit: "{line}",
		level: "normal",
		attributes: ["level"],
		description:
			"Repeated lines of the process's own log that `sampling` left out.",
	},
	salesforce_process_event_loop_delay_seconds: {
		kind: "gauge",
		unit: "s",
		level: "normal",
		attributes: ["statistic"],
		description: "How late the event loop was since the last collection.",
	},
	otelcol_process_uptime: {
		kind: "counter",
		unit: "s",
		level: "normal",
		attributes: [],
		description: "Seconds since the process started.",
	},
	otelcol_process_cpu_seconds: {
		kind: "counter",
		unit: "s",
		level: "normal",
		attributes: [],
		description: "CPU time of the process, user and system.",
	},
	otelcol_process_memory_rss: {
		kind: "gauge",
		unit: "By",
		level: "normal",
		attributes: [],
		description: "Memory of the process that is resident.",
	},
	otelcol_process_runtime_heap_alloc_bytes: {
		kind: "gauge",
		unit: "By",
		level: "normal",
		attributes: [],
		description: "Bytes in use on the JavaScript heap.",
	},
	otelcol_process_runtime_total_sys_memory_bytes: {
		kind: "gauge",
		unit: "By",
		level: "normal",
		attributes: [],
		description:
			"Bytes that the JavaScript heap and its buffers have taken from the system.",
	},
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof metrics;

type NameOf<K extends MetricDefinition["kind"]> = {
	[N in MetricName]: (typeof metrics)[N]["kind"] extends K ? N : never;
}[MetricName];

export type CounterName = NameOf<"counter">;
export type GaugeName = NameOf<"gauge">;
export type AgeName = NameOf<"age">;
export type HistogramName = NameOf<"histogram">;

/** Those that the metric is defined with; which component it is, is added by the component's telemetry. */
export type AttributesOf<N extends MetricName> = Readonly<
	Partial<Record<(typeof metrics)[N]["attributes"][number], string>>
>;
