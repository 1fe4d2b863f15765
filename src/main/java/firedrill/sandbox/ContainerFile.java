package firedrill.sandbox;

import java.nio.file.Path;

/**
 * A file inside a running container, from outside.
 *
 * @param here as the harness can open it
 * @param onNode as programs of the container's node can open it
 */
public record ContainerFile(Path here, Path onNode) {}
