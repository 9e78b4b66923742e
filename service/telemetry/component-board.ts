// What each component has said of itself last, and since when it is in its state.

import type { Clock } from "../../pipeline/clock.ts";
import type {
	ComponentBoard,
	ComponentState,
} from "../../pipeline/component-report.ts";

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
