// What each component has said of itself last, and since when it is in its state.

import type { Clock } from "../../pipeline/clock.ts";
import type {
	ComponentReport,
	ComponentStatus,
} from "../../pipeline/component-report.ts";
import type { ComponentKind } from "../../pipeline/telemetry.ts";

export interface ComponentName {
	readonly kind: ComponentKind;
	readonly id: string;
	/** Of a receiver. */
	readonly stream?: string | undefined;
}

export interface ComponentState
	extends ComponentName,
		Omit<ComponentReport, "status"> {
	readonly status: ComponentStatus;
	/** When it got into its state, ms since the epoch. */
	readonly since: number;
}

export interface ComponentBoard {
	report(name: ComponentName, news: ComponentReport): void;
	/** In the order in which they first said something. */
	all(): ComponentState[];
}

export function createComponentBoard(clock: Clock): ComponentBoard {
	const states = new Map<string, ComponentState>();
	return {
		report({ kind, id, stream }, { status, ...rest }) {
			const key = JSON.stringify([kind, id, stream]);
			const before = states.get(key);
			const now = status ?? before?.status ?? { state: "starting" };
			states.set(key, {
				...before,
				...rest,
				kind,
				id,
				stream,
				status: now,
				since: before?.status.state === now.state ? before.since : clock.now(),
			});
		},
		all: () => [...states.values()],
	};
}
