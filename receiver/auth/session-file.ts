// The session of a receiver, kept across restarts where `auth.cache` asks for it.
// Invariants: the file is its owner's alone (0600) and is not encrypted; one that
// others could read or that is of another login is not used; trouble with it costs a
// login and nothing else.

import { createHash } from "node:crypto";
import {
	closeSync,
	fchmodSync,
	fsyncSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Logger } from "../../pipeline/logger.ts";
import { Secret } from "../../pipeline/secret.ts";
import type { AccessToken } from "./token-source.ts";

const PRIVATE = 0o600;
const OTHERS = 0o077;

const secret = z.string().min(1);

const sessionSchema = z.object({
	receiver: z.string(),
	login: z.string(),
	organization_id: z.string(),
	instance_url: z.string(),
	access_token: secret,
	rotated: z.object({ refresh_token: secret, replaces: z.string() }).optional(),
});

export interface SessionStore {
	/** The session of an earlier run. */
	read(): AccessToken | undefined;
	write(token: AccessToken): void;
}

export interface SessionFileOptions {
	/** The state directory. */
	readonly directory: string;
	/** The receiver's id. */
	readonly receiver: string;
	/** What the session must be of: see `loginIdentity`. */
	readonly identity: string;
	readonly logger: Logger;
}

export function createSessionFile(options: SessionFileOptions): SessionStore {
	const { receiver, identity, logger } = options;
	const path = sessionPath(options.directory, receiver);
	return {
		read() {
			try {
				const stat = statSync(path, { throwIfNoEntry: false });
				if (stat === undefined) return undefined;
				if ((stat.mode & OTHERS) !== 0) {
					rmSync(path);
					logger.warn(
						"Others could read the kept session, so it is not used, and its file is removed",
						{ file: path, mode: (stat.mode & 0o777).toString(8) },
					);
					return undefined;
				}
				const kept = sessionSchema.parse(
					JSON.parse(readFileSync(path, "utf8")),
				);
				if (kept.receiver !== receiver || kept.login !== identity) {
					return undefined;
				}
				return {
					value: new Secret(kept.access_token),
					organizationId: kept.organization_id,
					instanceUrl: kept.instance_url,
					...(kept.rotated && {
						rotated: {
							refreshToken: new Secret(kept.rotated.refresh_token),
							replaces: kept.rotated.replaces,
						},
					}),
				};
			} catch (error) {
				// A parser's message would quote what it read.
				const { code } = error as NodeJS.ErrnoException;
				logger.warn("The kept session can't be read; a new login follows", {
					file: path,
					error: code ?? "its content is not what was written",
				});
				return undefined;
			}
		},
		write(token) {
			try {
				replaceFile(
					path,
					JSON.stringify({
						receiver,
						login: identity,
						organization_id: token.organizationId,
						instance_url: token.instanceUrl,
						access_token: token.value.reveal(),
						...(token.rotated && {
							rotated: {
								refresh_token: token.rotated.refreshToken.reveal(),
								replaces: token.rotated.replaces,
							},
						}),
					} satisfies z.input<typeof sessionSchema>),
				);
			} catch (error) {
				logger.warn("The session can't be kept for the next start", {
					file: path,
					error: (error as Error).message,
				});
			}
		},
	};
}

/** What an earlier configuration has kept, and this one does not want. */
export function forgetSession(directory: string, receiver: string): void {
	rmSync(sessionPath(directory, receiver), { force: true });
}

/** An id may hold what a file's name can't. */
function sessionPath(directory: string, receiver: string): string {
	const name = createHash("sha256").update(receiver).digest("hex").slice(0, 16);
	return join(directory, `session-${name}.json`);
}

/** Whole or not at all, and private before there is anything in it. */
function replaceFile(path: string, text: string): void {
	const temporary = `${path}.new`;
	rmSync(temporary, { force: true });
	const file = openSync(temporary, "wx", PRIVATE);
	try {
		fchmodSync(file, PRIVATE);
		writeSync(file, text);
		// A rotated refresh token is the only one that works.
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(temporary, path);
}
