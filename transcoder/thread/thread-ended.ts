/** A thread ended in the middle of a file: it ran out of memory, or has a bug. */
export class ThreadEnded extends Error {
	override readonly name = "ThreadEnded";
	readonly code = "transcoder_thread";

	constructor() {
		super("the thread that transcoded the file ended before the file did");
	}
}
