package firedrill.sandbox.local.agent;

import java.nio.file.Path;

/**
 * One bind mount.
 *
 * @param hostPath a directory or a single file, as the node sees it
 * @param containerPath absolute path inside the container; to be created where missing
 */
public record Mount(Path hostPath, String containerPath, boolean readOnly) {}
