package firedrill.sandbox;

import java.time.Instant;

/**
 * What lies in a directory.
 *
 * @param size in bytes
 * @param modified when its content was last written to
 * @param inode of two files that are there at the same time never the same; the number of a deleted
 *     one is given again
 */
public record FileEntry(
    String name, boolean isDirectory, long size, Instant modified, long inode) {}
