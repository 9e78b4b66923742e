// A dispatcher that is made anew when one of its TLS files has changed: certificates
// are exchanged while the service runs. What is on its way ends on the connections
// that it began on.

import type { Dispatcher } from "undici";
import type { Logger } from "../../pipeline/logger.ts";
import { Dispatcher as DispatcherBase } from "../../pipeline/undici-parts.ts";
import { watchFiles } from "../../pipeline/watched-files.ts";

export interface RenewalOptions {
	/** The TLS files. */
	readonly files: readonly string[];
	/** Throws when a file can't be used. */
	readonly connect: () => Dispatcher;
	readonly logger?: Logger | undefined;
}

/** Throws what `connect` throws; later trouble is a warning, and what was read before is still used. */
export function createRenewedDispatcher(options: RenewalOptions): Dispatcher {
	return new RenewedDispatcher(options);
}

class RenewedDispatcher extends DispatcherBase {
	readonly #options: RenewalOptions;
	readonly #files;
	#current: Dispatcher;

	constructor(options: RenewalOptions) {
		super();
		this.#options = options;
		this.#files = watchFiles(options.files);
		this.#files.changed();
		this.#current = options.connect();
	}

	override dispatch(
		options: Dispatcher.DispatchOptions,
		handler: Dispatcher.DispatchHandler,
	): boolean {
		if (this.#files.changed()) this.#renew();
		return this.#current.dispatch(options, handler);
	}

	#renew(): void {
		const { connect, logger } = this.#options;
		try {
			const renewed = connect();
			this.#current.close().catch(() => {});
			this.#current = renewed;
			logger?.info("The TLS files have changed and are used anew");
		} catch (error) {
			logger?.warn("A TLS file has changed and can't be used", {
				error: error instanceof Error ? error.message : String(error),
			});
		}
	}

	override close(): Promise<void> {
		return this.#current.close();
	}

	override destroy(): Promise<void> {
		return this.#current.destroy();
	}
}
