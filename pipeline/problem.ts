// A warning or an error of the process's own log, as a person sees it who comes
// later: the same trouble once, however often it was told.

export interface Problem {
	readonly level: "warn" | "error";
	readonly message: string;
	/** What was found, as the log says it. */
	readonly detail?: string | undefined;
	readonly code?: string | undefined;
	readonly cure?: string | undefined;
	/** Id of the component, and of its stream. */
	readonly component?: string | undefined;
	readonly stream?: string | undefined;
	readonly times: number;
	/** Ms since the epoch. */
	readonly firstAt: number;
	readonly lastAt: number;
}

export interface ProblemLog {
	/** The latest first. */
	all(): Problem[];
}
