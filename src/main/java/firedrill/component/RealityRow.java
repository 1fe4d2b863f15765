package firedrill.component;

import firedrill.sandbox.Reality;

/**
 * One line of a lab's table of what is real.
 *
 * @param component the name of the component that the part belongs to
 */
public record RealityRow(String component, Reality reality) {}
