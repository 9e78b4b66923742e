// What a fault is: a way in which a real org is nasty, as data. What it does, which
// fact it stands for and how far that fact can be trusted, where it acts, and what of
// it can be chosen. Another fault is another row of the table (table/), not more code.

import type { z } from "zod";
import type { Random } from "../generate/random.ts";
import type { Asked } from "../http/answer.ts";
import type { Effect, Matcher } from "../http/interventions.ts";
import type { FileContent } from "../log-files/file-content.ts";
import type { FileRules } from "../log-files/file-rules.ts";
import type { TimelineRow } from "../objects/timeline.ts";
import type { PubSubRefusal } from "../pub-sub/refusals.ts";
import type { PubSubOccasion } from "../pub-sub/start-pub-sub.ts";
import type { Behaviour } from "./behaviours.ts";
import type { Trust } from "./trust.ts";

/** Where a fault acts, and so what its occasions are. `P` is what was chosen of its parameters. */
export type Act<P> =
	/** On the answer to a request. Without an effect the request was no occasion. */
	| {
			readonly at: "request";
			readonly on: Matcher;
			effect(chosen: P, asked: Asked, random: Random): Effect | undefined;
	  }
	/** On what a log file contains. */
	| {
			readonly at: "file";
			/** `random` begins anew with each call: a file is made more than once. */
			content(
				content: FileContent,
				random: () => Random,
				chosen: P,
			): FileContent;
	  }
	/** On which files there are of an event type and an hour or a day; `each: "moment"` is of all types together. Without an interval, hourly and daily files alike. */
	| {
			readonly at: "schedule";
			readonly each: "type" | "moment";
			readonly interval?: "hourly" | "daily";
			rules(chosen: P): Partial<FileRules>;
	  }
	/** On the rows of an object in an hour. */
	| {
			readonly at: "rows";
			readonly object: string;
			rows(
				rows: readonly TimelineRow[],
				random: Random,
			): readonly TimelineRow[];
	  }
	/** On a subscriber's request for events. */
	| {
			readonly at: "pub_sub";
			readonly on: PubSubOccasion;
			readonly refusal: PubSubRefusal;
	  };

/** Without a probability every occasion is one, without a count there is no end. */
export interface Occurrence {
	readonly probability?: number;
	readonly count?: number;
}

export interface FaultDefinition<Name extends string, P> {
	/** In the configuration. */
	readonly name: Name;
	/** Which of the twenty it belongs to. */
	readonly behaviour: Behaviour;
	/** What the simulated org does. */
	readonly does: string;
	/** What is known of real orgs. */
	readonly fact: string;
	readonly trust: readonly Trust[];
	/** What can be chosen, beside what every fault has. */
	readonly parameters?: z.ZodType<P>;
	/** When it is only named. */
	readonly usually: Occurrence;
	/** In a chaos org (`all`), where requests are many; as usual when it is not said. */
	readonly inChaos?: Occurrence;
	readonly act: Act<P>;
}

/** A fault whose parameters were checked by its own schema before they get to it. */
export type Fault<Name extends string = string> = FaultDefinition<Name, never>;

export function fault<const Name extends string, P = unknown>(
	definition: FaultDefinition<Name, P>,
): Fault<Name> {
	return definition as unknown as Fault<Name>;
}
