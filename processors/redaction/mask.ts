// What stands where something was masked; the Collector's.
export const MASK = "****";
