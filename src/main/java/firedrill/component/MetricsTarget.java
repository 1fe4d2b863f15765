package firedrill.component;

import java.net.URI;
import java.util.Optional;

/**
 * Where a program tells its figures.
 *
 * @param token that a Prometheus sends along as bearer
 */
public record MetricsTarget(URI address, Optional<String> token) {}
