package firedrill.sandbox.local.agent;

import java.nio.file.Path;

/**
 * A persistent volume that is usable on this node.
 *
 * @param pvName name of the PersistentVolume
 * @param path directory on the node
 */
public record MountedVolume(String pvName, Path path, boolean readOnly) {}
