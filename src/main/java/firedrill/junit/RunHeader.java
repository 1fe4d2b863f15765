package firedrill.junit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a journal begins with: all that its reader needs to know of the run. */
final class RunHeader {

  private RunHeader() {}

  static Map<String, Object> of(
      ScenarioSpec spec, Settings settings, long seed, Optional<LabHandle> lab) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", Runs.id());
    fields.put("drill", spec.plan().id());
    fields.put("scenario", spec.name());
    fields.put("scenarios", spec.siblings());
    fields.put("twin", spec.twin().isPresent());
    spec.twin()
        .ifPresent(
            twin ->
                fields.put(
                    "expect", Map.of("verdict", twin.kind().name(), "culprits", twin.culprits())));
    fields.put("seed", seed);
    fields.put("commit", Revision.current().commit());
    fields.put("dirty", Revision.current().dirty());
    fields.put("sandbox", settings.place());
    fields.put("versions", Versions.of(lab.map(LabHandle::programs).orElse(Set.of())));
    fields.put("plan", spec.planFields());
    return fields;
  }
}
