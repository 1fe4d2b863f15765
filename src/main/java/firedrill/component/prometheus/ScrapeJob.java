package firedrill.component.prometheus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Prometheus scrapes.
 *
 * @param name becomes the label {@code job}
 * @param path for example {@code /metrics}
 * @param targets addresses with ports
 * @param token sent along as bearer token
 */
public record ScrapeJob(String name, String path, List<String> targets, Optional<String> token) {

  public ScrapeJob {
    targets = List.copyOf(targets);
  }

  Map<String, Object> asConfiguration() {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("job_name", name);
    job.put("metrics_path", path);
    token.ifPresent(t -> job.put("authorization", Map.of("credentials", t)));
    job.put("static_configs", List.of(Map.of("targets", targets)));
    return job;
  }
}
