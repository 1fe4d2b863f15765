package firedrill.report;

import firedrill.claims.ClaimResult;
import firedrill.claims.Claims;
import firedrill.plan.DrillCatalog;
import firedrill.plan.Story;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the sample pages into a folder, to be looked at: not a test. */
final class RenderSamples {

  private RenderSamples() {}

  public static void main(String[] args) throws Exception {
    Path into = Files.createDirectories(Path.of(args[0]));
    Claims claims =
        Claims.read(Path.of("drills/claims.yaml"), new DrillCatalog(Path.of("drills")).ids());
    Story story = Story.of(Path.of("drills"), Samples.DRILL);
    DrillResult good =
        Samples.drill(
            Samples.passed("sealed-short"), Samples.caughtTwin(), Samples.neverInjectedTwin());
    DrillResult bad =
        Samples.drill(
            Samples.passed("sealed-short"),
            Samples.failed("pod-killed"),
            Samples.silentTwin(),
            Samples.caughtTwin());
    DrillResult twin = Samples.drill(Samples.caughtTwin());
    DrillResult doubt = Samples.drill(Samples.inconclusive("sealed-long"));
    for (Language language : Language.values()) {
      write(into, "pass", good, story, claims, language);
      write(into, "fail", bad, story, claims, language);
      write(into, "twin", twin, story, claims, language);
      write(into, "doubt", doubt, story, claims, language);
    }
  }

  private static void write(
      Path into, String name, DrillResult drill, Story story, Claims claims, Language language)
      throws Exception {
    Files.writeString(
        into.resolve(name + "-" + language.code() + ".html"),
        new ShareOut(Path.of("reports"), Path.of("target", "test-templates"))
            .write(
                PageMaker.page(
                    drill,
                    story,
                    List.of("row-deleted", "fault-never-injected"),
                    ClaimResult.merge(claims, drill.drill(), drill.played()),
                    Links.NONE,
                    new Texts(Path.of("reports"), language))));
  }
}
