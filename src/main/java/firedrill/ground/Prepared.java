package firedrill.ground;

import java.time.Instant;

/**
 * Something that a sandbox keeps for later labs, outside firedrill's own cache.
 *
 * @param name for example {@code firedrill-sandbox:run-1517138e6ae3}
 * @param bytes that it takes
 * @param needed by this checkout
 */
public record Prepared(String name, long bytes, Instant made, boolean needed) {}
