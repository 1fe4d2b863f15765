package firedrill.component.postgres;

import firedrill.integrity.CommitLog;
import java.util.Set;

/**
 * What a client found in its database when it started.
 *
 * @param rows their ids
 * @param before what all clients had been told up to then
 * @param at when it had found them, by {@link System#nanoTime}
 */
public record FoundRows(Set<String> rows, CommitLog before, long at) {}
