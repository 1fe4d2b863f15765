package firedrill.component.longhorn;

import java.nio.file.Path;

/**
 * The unix socket of an attached volume's engine.
 *
 * @param here as the harness can open it
 * @param onNode as programs of the node can open it
 */
public record EngineSocket(String node, Path here, Path onNode) {}
