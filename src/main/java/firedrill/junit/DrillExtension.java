package firedrill.junit;

import org.junit.jupiter.api.extension.Extension;

/** Runs scenarios. */
public final class DrillExtension implements Extension {}
