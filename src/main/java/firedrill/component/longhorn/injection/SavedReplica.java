package firedrill.component.longhorn.injection;

import java.time.Instant;
import java.util.Optional;

/**
 * What a Replica resource said when it was saved.
 *
 * @param directory name of its data directory
 * @param failedAt since when it was out of the volume; empty while it took part
 */
public record SavedReplica(
    String volume, String node, String directory, Optional<Instant> failedAt) {}
