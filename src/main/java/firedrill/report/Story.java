package firedrill.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import firedrill.plan.PlanException;
import firedrill.plan.PlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a drill is called and tells in plain words, from {@code drills/<id>/story.yaml}. Optional: a
 * drill without one shows its plan's title and its identifiers.
 *
 * @param title the drill's name
 * @param broken what is broken on purpose and why that matters
 * @param names plain names of scenarios, gates, checks, faults and observations, by identifier
 */
record Story(
    @JsonProperty(required = true) Said title,
    @JsonProperty(required = true) Said broken,
    Map<String, Said> names) {

  /** One sentence in both languages. */
  record Said(@JsonProperty(required = true) String en, @JsonProperty(required = true) String fr) {
    String in(Language language) {
      return language == Language.FR ? fr : en;
    }
  }

  public Story {
    names = names == null ? Map.of() : Map.copyOf(names);
  }

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Reads a drill's story, or makes one of its identifier when there is no file. */
  static Story of(Path drills, String drill) throws IOException {
    Path file = drills.resolve(drill).resolve("story.yaml").normalize();
    if (!file.startsWith(drills.normalize())) {
      return new Story(new Said(drill, drill), new Said("", ""), Map.of());
    }
    if (!Files.isRegularFile(file)) {
      return new Story(title(file.resolveSibling("plan.yaml"), drill), new Said("", ""), Map.of());
    }
    try {
      return YAML.readValue(file.toFile(), Story.class);
    } catch (JsonMappingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new IOException(file + ":" + line + ": " + e.getOriginalMessage(), e);
    }
  }

  private static Said title(Path plan, String drill) {
    try {
      Map<String, String> title = PlanFile.read(plan).title();
      return new Said(title.get("en"), title.get("fr"));
    } catch (PlanException e) {
      return new Said(drill, drill);
    }
  }

  /** The plain name of something, else its identifier. */
  String name(String id, Language language) {
    Said said = names.get(id);
    return said == null ? id : said.in(language);
  }
}
