// The state of the process as the Collector's health_check tells it: pipelines of
// components, each as bad as the worst of its parts. Pure.

import type {
	ComponentState,
	ComponentStatus,
} from "../../pipeline/component-report.ts";

export type StatusName =
	| "StatusStarting"
	| "StatusOK"
	| "StatusRecoverableError"
	| "StatusPermanentError"
	| "StatusStopping"
	| "StatusStopped";

export interface StatusNode {
	readonly healthy: boolean;
	readonly status: StatusName;
	/** When it got into this state. */
	readonly status_time: string;
	readonly error?: string | undefined;
	/** What to do about it. */
	readonly cure?: string | undefined;
	readonly components?: Readonly<Record<string, StatusNode>> | undefined;
}

/** Ids of what each pipeline is made of. */
export type Pipelines = Readonly<
	Record<
		string,
		{
			readonly receivers: readonly string[];
			readonly exporters: readonly string[];
		}
	>
>;

export interface ComponentHealth {
	readonly include_permanent_errors: boolean;
	readonly include_recoverable_errors: boolean;
	/** ms */
	readonly recovery_duration: number;
}

export interface StatusTreeOptions {
	readonly components: readonly ComponentState[];
	readonly pipelines: Pipelines;
	readonly health: ComponentHealth;
	/** When the process started, ms. */
	readonly started: number;
	readonly now: number;
}

const NAMES: Readonly<Record<ComponentStatus["state"], StatusName>> = {
	starting: "StatusStarting",
	ok: "StatusOK",
	recoverable_error: "StatusRecoverableError",
	permanent_error: "StatusPermanentError",
	stopping: "StatusStopping",
	stopped: "StatusStopped",
};

/** The worst last, in the Collector's order of what counts for the whole. */
const SEVERITY: readonly StatusName[] = [
	"StatusOK",
	"StatusRecoverableError",
	"StatusPermanentError",
	"StatusStopped",
	"StatusStopping",
	"StatusStarting",
];

const NOT_READY = new Set<StatusName>([
	"StatusStarting",
	"StatusStopping",
	"StatusStopped",
]);

export function statusTree(options: StatusTreeOptions): StatusNode {
	const { components, pipelines, started } = options;
	const parts: Record<string, StatusNode> = {};
	for (const [id, { receivers, exporters }] of Object.entries(pipelines)) {
		const members: Record<string, StatusNode> = {};
		for (const receiver of receivers) {
			members[`receiver:${receiver}`] = node("receiver", receiver, options);
		}
		for (const exporter of exporters) {
			members[`exporter:${exporter}`] = node("exporter", exporter, options);
		}
		parts[`pipeline:${id}`] = aggregate(members, started);
	}
	const extensions = components.filter(({ kind }) => kind === "extension");
	if (extensions.length > 0) {
		parts.extensions = aggregate(
			Object.fromEntries(
				extensions.map((state) => [
					`extension:${state.id}`,
					leaf(state, options),
				]),
			),
			started,
		);
	}
	return aggregate(parts, started);
}

function node(
	kind: "receiver" | "exporter",
	id: string,
	options: StatusTreeOptions,
): StatusNode {
	const own = options.components.filter(
		(state) => state.kind === kind && state.id === id,
	);
	const whole = own.find(({ stream }) => stream === undefined) ?? {
		kind,
		id,
		status: { state: "starting" },
		since: options.started,
	};
	const streams = own.filter(({ stream }) => stream !== undefined);
	const self = leaf(whole, options);
	if (streams.length === 0) return self;
	const parts = Object.fromEntries(
		streams.map((state) => [`stream:${state.stream}`, leaf(state, options)]),
	);
	const worst = aggregate({ ...parts, self }, options.started);
	return { ...worst, components: parts };
}

function leaf(
	{ status, since }: ComponentState,
	{ health, now }: StatusTreeOptions,
): StatusNode {
	const name = NAMES[status.state];
	const lasts = now - since > health.recovery_duration;
	const counts =
		(name === "StatusPermanentError" && health.include_permanent_errors) ||
		(name === "StatusRecoverableError" &&
			health.include_recoverable_errors &&
			lasts);
	return {
		healthy: !counts && !NOT_READY.has(name),
		status: name,
		status_time: new Date(since).toISOString(),
		...("message" in status && { error: status.message, cure: status.cure }),
	};
}

function aggregate(
	components: Readonly<Record<string, StatusNode>>,
	started: number,
): StatusNode {
	const nodes = Object.values(components);
	let worst: StatusNode | undefined;
	for (const each of nodes) {
		const severity = SEVERITY.indexOf(each.status);
		if (worst === undefined || severity > SEVERITY.indexOf(worst.status)) {
			worst = each;
		}
	}
	return {
		healthy: nodes.every(({ healthy }) => healthy),
		status: worst?.status ?? "StatusStarting",
		status_time: worst?.status_time ?? new Date(started).toISOString(),
		...(worst?.error !== undefined && { error: worst.error, cure: worst.cure }),
		components,
	};
}
