// The seam through which components say what they do: log lines and counts.
// Nothing that is dropped, set aside or retried goes by without one of them.

import type { Logger } from "./logger.ts";

/** The counters that exist; the Collector's names where it has one. */
export type CounterName =
	| "otelcol_receiver_accepted_log_records"
	/** Records that were delivered before and are not delivered again. */
	| "salesforce_receiver_duplicate_log_records"
	| "otelcol_processor_incoming_items"
	| "otelcol_processor_outgoing_items"
	/** Records that a processor took out of its pipeline, by `reason`. */
	| "salesforce_processor_dropped_log_records"
	/** Attributes that a processor took out of their record or resource, by `reason`. */
	| "salesforce_processor_dropped_attributes"
	/** Texts in which a processor masked something, by `reason`. */
	| "salesforce_processor_masked_values"
	| "otelcol_exporter_sent_log_records"
	| "otelcol_exporter_send_failed_log_records"
	| "otelcol_exporter_enqueue_failed_log_records"
	/** Requests that had to be tried again. */
	| "salesforce_exporter_retries"
	/** Records a backend refused in a partial success. */
	| "salesforce_exporter_rejected_log_records"
	/** Records in requests that were set aside as dead letters. */
	| "salesforce_exporter_dead_letter_log_records"
	| "salesforce_receiver_files_read"
	| "salesforce_receiver_files_failed"
	/** Files that were listed and vanished before they were read. */
	| "salesforce_receiver_files_lost"
	| "salesforce_receiver_bytes_read"
	| "salesforce_receiver_rows_read"
	/** Rows that no record could be made of, by `reason`. */
	| "salesforce_receiver_rows_set_aside"
	/** Cells that were left out of their record, by `column` and `reason`. */
	| "salesforce_receiver_cells_set_aside"
	| "salesforce_receiver_polls_failed"
	| "salesforce_client_requests"
	| "salesforce_client_logins"
	| "salesforce_client_login_failures";

export type CounterAttributes = Readonly<Record<string, string>>;

export interface Telemetry {
	readonly logger: Logger;
	count(name: CounterName, value: number, attributes?: CounterAttributes): void;
	/** The same telemetry, its log lines and counts marked with the component. */
	component(
		kind: "receiver" | "processor" | "exporter" | "extension",
		id: string,
	): Telemetry;
}
