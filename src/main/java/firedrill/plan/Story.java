package firedrill.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
public record Story(
    @JsonProperty(required = true) Said title,
    @JsonProperty(required = true) Said broken,
    Map<String, Said> names) {

  /** One sentence in both languages. */
  public record Said(
      @JsonProperty(required = true) String en, @JsonProperty(required = true) String fr) {

    /** {@code fr}, else English. */
    public String in(String language) {
      return language.equals("fr") ? fr : en;
    }
  }

  public Story {
    names = names == null ? Map.of() : Map.copyOf(names);
  }

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * Reads a drill's story, or makes one of its plan's title when there is no file.
   *
   * @throws PlanException naming file and line of a mistake
   */
  public static Story of(Path drills, String drill) {
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
      throw new PlanException(file + ":" + line + ": " + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new PlanException(file + ":" + line + ": not YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new PlanException("cannot read " + file + ": " + e, e);
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
  public String name(String id, String language) {
    Said said = names.get(id);
    return said == null ? id : said.in(language);
  }
}
