package firedrill.sandbox;

import java.time.Instant;

/**
 * What lies in a directory.
 *
 * @param size in bytes
 * @param modified when its content was last written to
 * @param inode another one when the file is another one, whatever it is called
 */
public record FileEntry(
    String name, boolean isDirectory, long size, Instant modified, long inode) {}
