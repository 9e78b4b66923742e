// What each alert on the receiver's own metrics should fire on, as changes of a day on
// which all is well. Values are promtool's notation, one a minute.

const LOGIN =
	'{job="sf", instance="a", receiver="salesforce", stream="login", event_type="Login"}';
const STREAM =
	'{job="sf", instance="a", receiver="salesforce", stream="login"}';
const RECEIVER = '{job="sf", instance="a", receiver="salesforce"}';
const EXPORTER = '{job="sf", instance="a", exporter="otlp_http"}';
const QUEUE =
	'{job="sf", instance="a", exporter="otlp_http", data_type="logs"}';

/** Its end is put before the closing brace. */
const and = (labels: string, more: string) => labels.replace("}", `, ${more}}`);

export type SeriesValues = Readonly<Record<string, string>>;

/** Six hours; the moment that is looked at is the end of the fourth. */
export const MINUTES = 360;
export const LOOKED_AT = "4h";

const LOST = `salesforce_receiver_files_lost_total${and(LOGIN, 'reason="gone"')}`;
const GAPS = `salesforce_receiver_gaps_total${and(LOGIN, 'reason="downtime"')}`;
const SET_ASIDE = `salesforce_receiver_rows_set_aside_total${and(LOGIN, 'reason="no_time"')}`;
const FAILED = `salesforce_receiver_polls_failed_total${and(STREAM, 'code="server_error"')}`;
const POSTPONED = `salesforce_receiver_polls_postponed_total${and(STREAM, 'reason="budget_spent"')}`;
const INCURABLE = `salesforce_client_incurable_login_failures_total${and(RECEIVER, 'code="user_frozen"')}`;
const WATERMARK = `salesforce_receiver_watermark_age_seconds${LOGIN}`;
const OWN = `salesforce_client_api_calls_own${RECEIVER}`;
const LEFT = `salesforce_client_api_calls_left${RECEIVER}`;
const SENT = `otelcol_exporter_sent_log_records_total${EXPORTER}`;
const QUEUED = `salesforce_exporter_queued_log_records${EXPORTER}`;
const QUEUE_AGE = `salesforce_exporter_queue_age_seconds${EXPORTER}`;
const QUEUE_SIZE = `otelcol_exporter_queue_size${QUEUE}`;
const DEAD = `salesforce_exporter_dead_letters${EXPORTER}`;
const DROPPED = `otelcol_exporter_enqueue_failed_log_records_total${EXPORTER}`;
const REJECTED = `salesforce_exporter_rejected_log_records_total${EXPORTER}`;
const STORAGE =
	'salesforce_storage_size_bytes{job="sf", instance="a", part="database"}';

const always = (value: number) => `${value}x${MINUTES}`;
const from = (minute: number, first: number, step: number) =>
	`_x${minute} ${first}${step < 0 ? "" : "+"}${step}x${MINUTES - minute}`;
/** There from `minute` on with one and the same value: a counter that counted once. */
const once = (minute: number, value = 1) =>
	`_x${minute} ${value}x${MINUTES - minute}`;

const HEALTHY: SeriesValues = {
	[STORAGE]: always(4_000_000),
	// Polls every quarter of an hour; files settle for five minutes.
	[WATERMARK]: `${"300+60x14 ".repeat(MINUTES / 15)}`.trim(),
	// One poll failed long ago, and one has just failed.
	[FAILED]: `1x210 2x${MINUTES - 210}`,
	[OWN]: always(9_000),
	[`salesforce_client_api_calls_budget${RECEIVER}`]: always(20_000),
	[LEFT]: always(60_000),
	[`salesforce_client_api_calls_limit${RECEIVER}`]: always(100_000),
	[SENT]: `0+500x${MINUTES}`,
	[QUEUED]: `${"0 0 800 300 ".repeat(MINUTES / 4)}`.trim(),
	[QUEUE_AGE]: `${"_ _ 4 2 ".repeat(MINUTES / 4)}`.trim(),
	[QUEUE_SIZE]: `${"0 0 3 1 ".repeat(MINUTES / 4)}`.trim(),
	[`otelcol_exporter_queue_capacity${QUEUE}`]: always(1000),
	[DEAD]: always(0),
	// Troubles of the day before, over since.
	[GAPS]: always(2),
	[LOST]: always(1),
	[SET_ASIDE]: always(7),
	[POSTPONED]: always(4),
	[INCURABLE]: always(3),
	[DROPPED]: always(12),
	[REJECTED]: always(5),
};

export interface AlertCase {
	readonly name: string;
	/** Undefined takes the series away. */
	readonly change: Readonly<Record<string, string | undefined>>;
	/** All that fire then. */
	readonly fires: readonly string[];
}

const away = (...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, undefined]));

export const ALERT_CASES: readonly AlertCase[] = [
	{ name: "all is well", change: {}, fires: [] },
	{
		name: "nothing was ever counted",
		change: away(
			GAPS,
			LOST,
			SET_ASIDE,
			POSTPONED,
			INCURABLE,
			DROPPED,
			REJECTED,
			FAILED,
		),
		fires: [],
	},
	{
		name: "the process is gone",
		change: away(...Object.keys(HEALTHY)),
		fires: ["SalesforceOtlpAbsent"],
	},
	{
		name: "the watermark stands for four hours, though no poll fails",
		change: { [WATERMARK]: `300+60x${MINUTES}`, ...away(FAILED) },
		fires: ["SalesforceStreamLate"],
	},
	{
		name: "an hour without a successful poll is not late yet, but stalled",
		change: {
			[WATERMARK]: `${"300+60x14 ".repeat(8)}${`300+60x${MINUTES - 120}`}`,
			[FAILED]: `0x120 1+1x${MINUTES - 120}`,
		},
		fires: ["SalesforceStreamStalled"],
	},
	{
		name: "a stream that could never be read has no watermark",
		change: { ...away(WATERMARK), [FAILED]: from(30, 1, 1) },
		fires: ["SalesforceStreamStalled"],
	},
	{
		name: "polls fail now and then",
		change: { [FAILED]: `0+1x${MINUTES}` },
		fires: [],
	},
	{
		name: "a login is refused for the first time",
		change: { [INCURABLE]: once(230) },
		fires: ["SalesforceLoginRefused"],
	},
	{
		name: "a login is refused again",
		change: { [INCURABLE]: `3x230 4x${MINUTES - 230}` },
		fires: ["SalesforceLoginRefused"],
	},
	{
		name: "a login was refused three hours ago",
		change: { [INCURABLE]: once(60) },
		fires: [],
	},
	{
		name: "nine tenths of the API budget are used",
		change: { [OWN]: always(18_000) },
		fires: ["SalesforceApiBudgetNearlyUsed"],
	},
	{
		name: "others have used the org's API calls",
		change: { [LEFT]: always(6_000) },
		fires: ["SalesforceOrgApiCallsNearlyUsed"],
	},
	{
		name: "polls are postponed",
		change: {
			[POSTPONED]: `${"_ ".repeat(180)}${"1 ".repeat(15)}${"2 ".repeat(15)}${`3x${MINUTES - 210}`}`,
		},
		fires: ["SalesforcePollsPostponed"],
	},
	{
		name: "a gap is found for the first time",
		change: { [GAPS]: once(200) },
		fires: ["SalesforceGap"],
	},
	{
		name: "a file is lost, after a restart that began to count anew",
		change: { [LOST]: `5x180 _x20 1x${MINUTES - 200}` },
		fires: ["SalesforceGap"],
	},
	{
		name: "rows are set aside",
		change: { [SET_ASIDE]: `7x200 9x${MINUTES - 200}` },
		fires: ["SalesforceRowsSetAside"],
	},
	{
		name: "a backend takes nothing",
		change: {
			[SENT]: `0+500x150 75000x${MINUTES - 150}`,
			[QUEUED]: `0x150 0+500x${MINUTES - 150}`,
			[QUEUE_AGE]: `_x150 0+60x${MINUTES - 150}`,
		},
		fires: ["SalesforceExporterLate", "SalesforceExporterStalled"],
	},
	{
		name: "a backend has never taken anything",
		change: {
			...away(SENT),
			[QUEUED]: `0x210 0+500x${MINUTES - 210}`,
			[QUEUE_AGE]: `_x210 0+60x${MINUTES - 210}`,
		},
		fires: ["SalesforceExporterStalled"],
	},
	{
		name: "a backend is slower than what arrives",
		change: {
			[QUEUED]: `0+500x${MINUTES}`,
			[QUEUE_AGE]: `0+30x${MINUTES}`,
			[QUEUE_SIZE]: `0+4x${MINUTES}`,
		},
		fires: ["SalesforceExporterLate", "SalesforceQueueNearlyFull"],
	},
	{
		name: "a request is set aside",
		change: { [DEAD]: `0x239 1x${MINUTES - 239}` },
		fires: ["SalesforceDeadLetters"],
	},
	{
		name: "the queue drops records",
		change: { [DROPPED]: once(200, 40) },
		fires: ["SalesforceRecordsDropped"],
	},
	{
		name: "a backend rejects some records",
		change: { [REJECTED]: `5x200 6x${MINUTES - 200}` },
		fires: ["SalesforceRecordsDropped"],
	},
];

/** The series of a case, as promtool takes them. */
export function seriesOf({ change }: AlertCase) {
	return Object.entries({ ...HEALTHY, ...change }).flatMap(
		([series, values]) => (values === undefined ? [] : [{ series, values }]),
	);
}
