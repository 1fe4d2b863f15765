package firedrill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.ground.SandboxProvider;
import firedrill.ground.Sandboxes;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Plan;
import firedrill.sandbox.machine.SandboxNeeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowsTest {

  /** Ids of the drills that a nightly job names, with the way in which disks lose power there. */
  private static Map<String, String> named(Path workflow) throws IOException {
    JsonNode jobs = new YAMLMapper().readTree(workflow.toFile()).path("jobs");
    Map<String, String> all = new TreeMap<>();
    for (JsonNode row : jobs.at("/by-name/strategy/matrix/include")) {
      for (String id : row.path("drills").asText().split(",", -1)) {
        assertThat(all).as("named once").doesNotContainKey(id);
        all.put(id, row.path("disks").asText());
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {".github/workflows/drills.yml", ".gitea/workflows/drills.yml"})
  @DisplayName("every drill that is not in the standard set runs nightly by its name")
  void whole(String workflow) throws IOException {
    List<Plan> plans = new DrillCatalog(Path.of("drills")).select("all");
    Map<String, String> named = named(Path.of(workflow));
    assertThat(named.keySet())
        .as("ids in the matrix of job by-name in %s; put in those that are missing", workflow)
        .containsAll(plans.stream().filter(plan -> !plan.standard()).map(Plan::id).toList());
    assertThat(named).containsEntry("replicas-cut", "cut");
    // Of the standard set it is the one that is another drill where a cut takes from the disks.
    assertThat(named.entrySet().stream().filter(e -> standard(plans, e.getKey())))
        .containsExactly(Map.entry("power-cut", "cut"));
  }

  private static boolean standard(List<Plan> plans, String id) {
    return plans.stream().filter(plan -> plan.id().equals(id)).findFirst().orElseThrow().standard();
  }

  @ParameterizedTest
  @ValueSource(strings = {".github/workflows/drills.yml", ".gitea/workflows/drills.yml"})
  @DisplayName("the standard set runs nightly on processes, and on nodes with a real kubelet")
  void standardSet(String workflow) throws IOException {
    JsonNode job = new YAMLMapper().readTree(Path.of(workflow).toFile()).at("/jobs/drills");
    assertThat(job.at("/strategy/matrix/include"))
        .extracting(row -> row.path("sandbox").asText())
        .containsExactlyInAnyOrder("local", "k3d");
    assertThat(job.path("steps"))
        .filteredOn(step -> step.path("run").asText().equals(".ci/run"))
        .extracting(
            step -> step.at("/env/SANDBOX").asText(), step -> step.at("/env/DRILL").asText())
        .containsExactly(tuple("${{ matrix.sandbox }}", "${{ inputs.drill || 'standard' }}"));
  }

  @Test
  @DisplayName("every sandbox that needs an engine runs nightly where a runner has one")
  void sandboxes() throws IOException {
    JsonNode rows =
        new YAMLMapper()
            .readTree(Path.of(".github/workflows/drills.yml").toFile())
            .at("/jobs/sandboxes/strategy/matrix/include");
    List<String> others =
        Sandboxes.all().stream()
            .map(SandboxProvider::kind)
            .filter(kind -> !kind.equals(SandboxNeeds.defaultKind()))
            .toList();
    assertThat(rows).extracting(row -> row.path("sandbox").asText()).hasSameElementsAs(others);
  }
}
