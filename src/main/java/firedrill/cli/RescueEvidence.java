package firedrill.cli;

import firedrill.rescue.Testimony;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of both commands that compare replicas. */
final class RescueEvidence {

  @Option(
      names = "--saved",
      paramLabel = "<file>",
      converter = RescuePath.class,
      description = "Saved Longhorn resources, in any form that check reads.")
  private Path saved;

  @Option(
      names = "--backing",
      paramLabel = "<volume>=<image>",
      description = "The backing image that a volume stands on.")
  private Map<String, Path> backing = new HashMap<>();

  @Option(
      names = "--exact-copies",
      description = "The directories are copies that kept holes and zeros apart (tar -S).")
  private boolean exactCopies;

  @Option(
      names = "--saved-at-the-end",
      description = "You know that nothing was written any more when --saved was made.")
  private boolean ofTheEnd;

  @Option(
      names = "--clocks-within",
      paramLabel = "<seconds>",
      description = "You know that the nodes' clocks agreed within this.")
  private Integer clocks;

  @Option(
      names = "--override",
      paramLabel = "<directory>:<word>",
      description = {
        "What you say of one replica that its files do not say. Words:",
        firedrill.component.longhorn.replica.Overrides.SYNTAX + "."
      })
  private List<String> overrides = new ArrayList<>();

  /**
   * @throws IllegalArgumentException for a word that is none
   */
  Testimony read(String directory, List<String> words) throws IOException {
    if (clocks != null && clocks < 0) {
      throw new IllegalArgumentException(
          "--clocks-within is a number of seconds, and " + clocks + " is less than none");
    }
    Map<String, List<String>> all = new HashMap<>();
    for (String override : overrides) {
      int colon = override.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException(
            "\""
                + override
                + "\" is not <directory>:<word>, for example pvc-x-0a1b2c3d:rebuilding");
      }
      all.computeIfAbsent(override.substring(0, colon), d -> new ArrayList<>())
          .add(override.substring(colon + 1));
    }
    if (!words.isEmpty()) {
      all.computeIfAbsent(directory, d -> new ArrayList<>()).addAll(words);
    }
    Testimony testimony =
        Testimony.of(
            Optional.ofNullable(saved),
            exactCopies,
            Optional.ofNullable(clocks).map(Duration::ofSeconds),
            backing,
            all);
    return ofTheEnd ? testimony.savedAtTheEnd() : testimony;
  }
}
