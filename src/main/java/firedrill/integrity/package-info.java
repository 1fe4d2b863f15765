/**
 * The oracle: a workload with its own record of what was acknowledged, and checkers that hold every
 * store against that record. Knows nothing of the sandbox the stores run in.
 */
package firedrill.integrity;
