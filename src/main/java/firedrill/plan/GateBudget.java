package firedrill.plan;

import java.time.Duration;

/**
 * What a plan grants one gate.
 *
 * @param budget from the start of waiting until it must have become true
 * @param hold how long it must then stay true
 */
public record GateBudget(Duration budget, Duration hold) {}
