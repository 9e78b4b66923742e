// SIGTERM and SIGINT: the first asks the process to finish what it has in hand,
// a second one ends it at once.

export interface ShutdownSignals {
	/** Resolves with the name of the first signal. */
	readonly received: Promise<NodeJS.Signals>;
	/** Stops listening. */
	release(): void;
}

export function listenForShutdown(
	exit: (code: number) => void,
): ShutdownSignals {
	const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
	let asked = false;
	const onSignal = (signal: NodeJS.Signals) => {
		if (asked) exit(1);
		asked = true;
		resolve(signal);
	};
	process.on("SIGTERM", onSignal);
	process.on("SIGINT", onSignal);
	return {
		received: promise,
		release() {
			process.off("SIGTERM", onSignal);
			process.off("SIGINT", onSignal);
		},
	};
}
