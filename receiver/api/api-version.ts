// The one API version of a client: as configured, or the newest that both sides know.
// A version that the org refuses is told as such, not as a missing object.

import type { Logger } from "../../pipeline/logger.ts";
import { describeVersions, newestTested } from "./api-versions.ts";
import { SalesforceError } from "./salesforce-error.ts";

/** How an org answers a path of a version that it doesn't serve. */
const REFUSALS = new Set(["api_version_retired", "not_found"]);

export interface ApiVersionOptions {
	/** e.g. `67.0`, or `auto`. */
	readonly configured: string;
	/** Asks the org; ascending. */
	readonly offered: (signal: AbortSignal) => Promise<readonly number[]>;
	/** For messages: whom `offered` asks. */
	readonly where: string;
	readonly logger: Logger;
}

export interface ApiVersion {
	/** Does a request with the version, and once more with another one if that is what it takes. */
	use<T>(
		request: (version: string) => Promise<T>,
		signal: AbortSignal,
	): Promise<T>;
}

export function createApiVersion(options: ApiVersionOptions): ApiVersion {
	const { offered, where, logger } = options;
	const fixed = options.configured === "auto" ? undefined : options.configured;
	let current: Promise<string> | undefined;
	/** The org has answered a request with this one. */
	let served: string | undefined;

	/** One question for all who wait; each has its own signal, so a failure is the next one's to repeat. */
	async function version(signal: AbortSignal): Promise<string> {
		if (fixed !== undefined) return fixed;
		current ??= choose(signal);
		const asked = current;
		try {
			return await asked;
		} catch (error) {
			if (current === asked) current = undefined;
			signal.throwIfAborted();
			if (error instanceof SalesforceError) throw error;
			// Whoever asked for all has left.
			return version(signal);
		}
	}

	async function choose(signal: AbortSignal): Promise<string> {
		const versions = await offered(signal);
		const chosen = `${newestTested(versions, where)}.0`;
		logger.info("The newest API version that the org and this program know", {
			api_version: chosen,
			newest_of_org: `${versions.at(-1)}.0`,
		});
		return chosen;
	}

	/** Another version to try, or nothing when the version is not to blame. */
	async function instead(
		refused: string,
		error: unknown,
		signal: AbortSignal,
	): Promise<string | undefined> {
		if (!(error instanceof SalesforceError)) return undefined;
		if (!REFUSALS.has(error.code)) return undefined;
		if (error.code === "not_found" && served === refused) return undefined;
		if (fixed === undefined) {
			current = undefined;
			const chosen = await version(signal);
			return chosen === refused ? undefined : chosen;
		}
		const versions = await offered(signal);
		if (versions.includes(Number(fixed))) return undefined;
		throw new SalesforceError("api_version_unknown", {
			where,
			found: `api_version is ${fixed}; ${describeVersions(versions)}`,
			status: error.status,
			cause: error,
		});
	}

	return {
		async use(request, signal) {
			const first = await version(signal);
			try {
				const result = await request(first);
				served = first;
				return result;
			} catch (error) {
				const other = await instead(first, error, signal);
				if (other === undefined) throw error;
				return request(other);
			}
		},
	};
}
