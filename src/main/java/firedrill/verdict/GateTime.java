package firedrill.verdict;

/**
 * One passage of a gate, in milliseconds.
 *
 * @param outcome {@code passed}, {@code late} or {@code failed}
 * @param tookMs since waiting began
 * @param sinceFaultMs since the fault that recovery answers; NaN when failed or without a fault
 */
public record GateTime(
    String gate, String outcome, double tookMs, double sinceFaultMs, double budgetMs) {}
