// The downloads of one org, and who waits for one to end: first come, first served.

import type { Clock } from "../../pipeline/clock.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import {
	afterRefusal,
	type DownloadWidth,
	fullWidth,
	LONG_RUNNING_MS,
	mayBegin,
	recovered,
} from "./download-width.ts";

export interface DownloadSlots {
	/** Resolves with the way out when a download may begin. The way out is idempotent. */
	enter(signal: AbortSignal): Promise<() => void>;
	/** The org refused a request because too many long ones run. */
	refused(): void;
}

export interface DownloadSlotsOptions {
	/** `max_concurrent_downloads`. */
	readonly max: number;
	readonly clock: Clock;
	readonly telemetry: Telemetry;
}

export function createDownloadSlots(
	options: DownloadSlotsOptions,
): DownloadSlots {
	const { max, clock, telemetry } = options;
	let width: DownloadWidth = fullWidth(max);
	const open = new Map<symbol, number>();
	const waiting: (() => void)[] = [];

	function admit(): void {
		const now = clock.now();
		width = recovered(width, max, now);
		while (waiting.length > 0 && mayBegin(width, open.values(), now)) {
			waiting.shift()?.();
		}
	}

	function begin(): () => void {
		const download = Symbol("download");
		open.set(download, clock.now());
		return () => {
			const began = open.get(download);
			if (began === undefined) return;
			open.delete(download);
			if (clock.now() - began >= LONG_RUNNING_MS) {
				telemetry.count("salesforce_client_long_requests", 1, {
					kind: "log_file",
				});
			}
			admit();
		};
	}

	return {
		async enter(signal) {
			signal.throwIfAborted();
			const { promise, resolve, reject } = Promise.withResolvers<() => void>();
			const giveUp = () => {
				waiting.splice(waiting.indexOf(come), 1);
				reject(signal.reason);
			};
			const come = () => {
				signal.removeEventListener("abort", giveUp);
				resolve(begin());
			};
			signal.addEventListener("abort", giveUp, { once: true });
			waiting.push(come);
			admit();
			return promise;
		},
		refused() {
			width = afterRefusal(width, clock.now());
			telemetry.logger.warn(
				"The org has no long-running request to spare; fewer files are downloaded at once",
				{ downloads: width.places, max_concurrent_downloads: max },
			);
		},
	};
}
