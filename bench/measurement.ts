// What a scenario measures: processor time of the whole process, all threads and
// the kernel's work for it included, because wall time on a shared machine says
// more about its other users.

export interface Measurement {
	readonly records: number;
	/** Wall time. */
	readonly seconds: number;
	/** User and system time, microseconds. */
	readonly cpuMicros: number;
	/** The highest resident set of the process, bytes. */
	readonly peakRssBytes: number;
}

export function cpuMicros(): number {
	const { user, system } = process.cpuUsage();
	return user + system;
}

export function peakRssBytes(): number {
	// Kibibytes: libuv evens out what the systems report.
	return process.resourceUsage().maxRSS * 1024;
}

export function cpuPerRecord({ cpuMicros, records }: Measurement): number {
	return cpuMicros / records;
}
