// What a component, or a stream of a receiver, says of itself: whether it works, and
// the few things that a person asks next. It is shown by health_check and
// status_page. No secret and nothing of an event belongs in it.

export type ComponentStatus =
	| { readonly state: "starting" | "ok" | "stopping" | "stopped" }
	| {
			/** Recoverable: it goes on by itself. Permanent: somebody has to act. */
			readonly state: "recoverable_error" | "permanent_error";
			readonly message: string;
			/** Stable, as in the log. */
			readonly code?: string | undefined;
			/** What to do. */
			readonly cure?: string | undefined;
	  };

export interface ComponentReport {
	readonly status?: ComponentStatus;
	/** Of a receiver: the org that it has logged in to. */
	readonly organizationId?: string;
	/** Of a stream, ms since the epoch. */
	readonly lastPollAt?: number;
	readonly nextPollAt?: number;
	/** Of a stream: the last file that was read to its end. */
	readonly lastFile?: string;
	/** Of an exporter: what its backend answered last. */
	readonly lastAnswer?: { readonly at: number; readonly text: string };
}

export type ComponentKind = "receiver" | "processor" | "exporter" | "extension";

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
