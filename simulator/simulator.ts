// A running simulated org, as its users see it.

import type { Happening } from "./faults/create-faults.ts";
import type { Intervention, Matcher } from "./http/interventions.ts";
import type { RequestRecord } from "./http/request-log.ts";
import type { FileContent } from "./log-files/file-content.ts";
import type { Interval, LogFile } from "./log-files/log-file.ts";
import type { LedgerEntry } from "./log-files/log-file-store.ts";
import type {
	OAuthErrorBody,
	OAuthErrorDescription,
} from "./oauth/oauth-errors.ts";
import type { ObjectLedgerRow } from "./objects/create-objects.ts";
import type { ConfigOverrides, Credentials } from "./receiver-config.ts";
import type { FieldValue } from "./soql/object-definition.ts";

export type { ObjectLedgerRow } from "./objects/create-objects.ts";

export interface FileToPublish {
	/** `Login` when it is not said. */
	readonly eventType?: string;
	/** `Hourly` when it is not said. */
	readonly interval?: Interval;
	/** The last full hour, or day, when it is not said. */
	readonly logDate?: Date;
	/** Now when it is not said; a later one is seen when the clock gets there. Whole seconds. */
	readonly createdDate?: Date;
	/** 1 for hourly files and 0 for daily ones when it is not said. */
	readonly sequence?: number;
	/** Bytes as they are, or one of `rowsContent`, `loginContent`. */
	readonly content: FileContent | Buffer | string;
	/** A LogFileLength that is not the content's. */
	readonly length?: number;
}

export interface Simulator extends Credentials {
	/** `http://127.0.0.1:PORT`; the instance URL is the same. */
	readonly url: string;
	readonly port: number;
	/** `127.0.0.1:PORT` of the Pub/Sub API, when there is one. */
	readonly pubSubAddress: string | undefined;
	/** 18 characters. */
	readonly organizationId: string;
	readonly organizationName: string;

	/** YAML of a whole configuration to use against this org. Holds the private key. */
	config(overrides?: ConfigOverrides): string;

	/** The org's clock, ms. */
	now(): number;
	/** Lets so much time go by at once; files that fall due are there when it returns. */
	advance(ms: number): void;

	/** Every file that was to be seen until now, with its rows. */
	ledger(): readonly LedgerEntry[];
	/** The rows of an object that a query sees now, whether or not the user may; in the order of time. */
	objectLedger(object: string): readonly ObjectLedgerRow[];
	/** Rows of an object by hand, by field; datetimes are ms, related fields have dotted names. Fields that are not said are null. */
	publishRows(
		object: string,
		rows: readonly Readonly<Record<string, FieldValue>>[],
		options?: { visibleAt?: Date },
	): void;
	publishFile(file: FileToPublish): LogFile;
	/** A file in the place of another one, under the same Id or a new one; what is not said stays, CreatedDate is now. */
	replaceFile(
		id: string,
		file: Partial<FileToPublish> & Pick<FileToPublish, "content">,
		options?: { newId?: boolean },
	): LogFile;
	/** The file vanishes from queries and downloads. */
	withdrawFile(id: string): void;

	/** One-shot behaviours for the next requests that match. */
	intervene(...interventions: readonly Intervention[]): void;
	/** How many of them were not met yet. */
	pendingInterventions(): number;
	clearInterventions(): void;
	/** Which faults of the options have happened, in the order of the first time. */
	faultsHappened(): readonly Happening[];
	/** No fault of the options happens any more; what has happened stays. */
	endFaults(): void;
	/** Refuses the next logins, each with the next of these. */
	failNextLogins(
		errors: readonly (OAuthErrorDescription | OAuthErrorBody)[],
	): void;
	/** Ends every session. */
	expireTokens(): void;
	/** The refresh token is good for nothing any more. */
	revokeRefreshToken(): void;
	/** Uses up daily API calls, as other clients do. */
	spendApiCalls(calls: number): void;

	/** How many requests are being answered at this moment. */
	openRequests(): number;
	/** How many there were in all. */
	requestCount(): number;
	/** What was asked, oldest first; at most the last 10,000. */
	requests(): readonly RequestRecord[];
	/** Resolves when `count` (1) matching requests were answered, those of the past included. */
	requested(
		matcher: Matcher,
		options?: { count?: number; signal?: AbortSignal },
	): Promise<void>;

	/** Stops listening and breaks what is open. Idempotent. */
	close(): Promise<void>;
}
