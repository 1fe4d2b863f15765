package firedrill.verdict;

/**
 * One passage of a gate, in milliseconds.
 *
 * @param outcome passed, late or failed, as at the end of the event's type
 * @param tookMs since the step began that it follows, or since waiting began without one
 * @param sinceFaultMs since the outage began that it ends; NaN when failed or without a fault
 */
public record GateTime(
    String gate, String outcome, double tookMs, double sinceFaultMs, double budgetMs) {}
