package firedrill.component.longhorn.saved;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import firedrill.component.longhorn.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads saved resources in whatever form there are: this harness' own, a list or a single resource
 * as {@code kubectl get -o json|yaml} gives them, with or without the runbook's jq, and the
 * archives of a Velero backup (tar.gz) or a Longhorn system backup (zip). All are cleaned.
 */
final class SavedFile {

  /** The list that all of a backup counts as: it is of one moment, however many files it has. */
  private static final int BACKUP = 0;

  private static final Pattern VERSION = Pattern.compile(".*:(v[0-9]+\\.[0-9]+\\.[0-9]+[^:/]*)");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

  private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*?)'");

  /** Of two fields of one name the last would count, and the other one be lost without a word. */
  private static final DeserializationFeature ONCE =
      DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, ONCE).build();
  private static final YAMLFactory YAML_OF_ANY_SIZE =
      YAMLFactory.builder().loaderOptions(options()).build();
  private static final YAMLMapper YAML = YAMLMapper.builder(YAML_OF_ANY_SIZE).enable(ONCE).build();

  private final Path file;

  /** No map of an enum's own: that one asks for the methods of Kind, whose client no jar has. */
  private final Map<Kind, Map<String, ObjectNode>> found = new TreeMap<>();

  private final Moments moments = new Moments();
  private final Strip strip = new Strip();

  /** By kind and name: the list that it was in. */
  private final Map<String, Integer> lists = new TreeMap<>();

  private int newest;
  private boolean own;
  private String version = "";

  /** The file's own bound counts, not SnakeYAML's 3 MiB. */
  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    return options;
  }

  private SavedFile(Path file) {
    this.file = file;
  }

  static SavedResources read(Path file) throws IOException {
    return report(file).resources();
  }

  static SavedReport report(Path file) throws IOException {
    SavedFile saved = new SavedFile(file);
    try {
      List<SavedCheck.Finding> findings = new ArrayList<>();
      List<String> unread = Documents.of(file, saved::document);
      unread.forEach(text -> findings.add(new SavedCheck.Finding("", false, text)));
      SavedResources resources = saved.resources(unread);
      findings.addAll(saved.strip.notes(resources.savedAt()));
      findings.addAll(SavedCheck.of(resources));
      return new SavedReport(resources, findings, saved.strip.words());
    } catch (JsonProcessingException | UncheckedIOException | IllegalArgumentException e) {
      throw new IOException(
          file
              + " does not hold saved Longhorn resources: "
              + words(e)
              + ". It must be what kubectl or a backup wrote, with nothing before it or behind",
          e);
    } catch (EOFException e) {
      throw new IOException(file + " ends before its end: it was cut off. Bring it whole", e);
    } catch (IOException e) {
      throw String.valueOf(e.getMessage()).contains(file.toString())
          ? e
          : new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is wrong with it, of a parser's words. */
  static String words(Exception e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    Matcher twice = TWICE.matcher(first);
    return twice.find()
        ? "field "
            + twice.group(1)
            + " stands twice in one of them; between two YAML files that are put together belongs a"
            + " line with ---"
        : e instanceof JsonEOFException ? first + ": it was cut off, bring it whole" : first;
  }

  private void document(String text, boolean ofABackup) throws IOException {
    int list = ofABackup ? BACKUP : ++newest;
    if (text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[")) {
      documents(JSON, JSON.createParser(text), list);
    } else {
      requireNoAlias(text);
      documents(YAML, YAML.createParser(text), list);
    }
  }

  /** More than one, when the kinds were saved one after the other into one file. */
  private void documents(ObjectMapper mapper, JsonParser parser, int list) throws IOException {
    // Of a text, a first list would be taken apart.
    try (MappingIterator<JsonNode> documents =
        mapper.readerFor(JsonNode.class).readValues(parser)) {
      while (documents.hasNextValue()) {
        JsonNode root = documents.nextValue();
        if (mapper == YAML) {
          YamlEnd.require(root, file);
        }
        take(root, list);
      }
    }
  }

  /** Jackson would take an alias for the text of its name. */
  private void requireNoAlias(String text) throws IOException {
    try (YAMLParser parser = YAML_OF_ANY_SIZE.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new IOException(
              file + " uses a YAML alias (*" + parser.getText() + "); write it out");
        }
      }
    }
  }

  private void take(JsonNode root, int list) throws IOException {
    Pages.requireWhole(root, file);
    if (SavedResources.FORMAT.equals(root.path("format").asText())) {
      int mine = ++newest;
      own = true;
      moments.said(mine, root.path("savedAt").asText());
      version = root.path("longhornVersion").asText();
      own(root, "volumes", Kind.VOLUME, mine);
      own(root, "engines", Kind.ENGINE, mine);
      own(root, "replicas", Kind.REPLICA, mine);
    } else if (root.isArray() || root.path("items").isArray()) {
      // As jq '.items' and jq -s write it, too.
      int mine = list == BACKUP ? list : ++newest;
      if (root.path("savedAt").isTextual()) {
        // As a check writes it.
        moments.said(mine, root.path("savedAt").asText());
        version = root.path("longhornVersion").asText();
      }
      for (JsonNode item : root.isArray() ? root : root.get("items")) {
        take(named(item, root), mine);
      }
    } else if (root instanceof ObjectNode resource
        && resource.path("apiVersion").asText().startsWith("longhorn.io/")) {
      for (Kind kind : SavedResources.SAVED) {
        if (kind.kind().equals(resource.path("kind").asText())) {
          add(kind, resource, list);
        }
      }
    }
  }

  /** Items of a list of one kind need not say theirs. */
  private static JsonNode named(JsonNode item, JsonNode list) {
    String kind = list.path("kind").asText();
    if (item instanceof ObjectNode one && !one.has("kind") && kind.endsWith("List")) {
      one.put("kind", kind.substring(0, kind.length() - "List".length()));
      one.put("apiVersion", list.path("apiVersion").asText());
    }
    return item;
  }

  private void own(JsonNode root, String field, Kind kind, int list) throws IOException {
    if (!root.path(field).isArray()) {
      throw new IOException(file + " has no list of " + field);
    }
    for (JsonNode item : root.get(field)) {
      if (!(item instanceof ObjectNode resource)) {
        throw new IOException(file + " holds something among its " + field + " that is none");
      }
      add(kind, resource, list);
    }
  }

  private void add(Kind kind, ObjectNode resource, int list) throws IOException {
    String name = resource.path("metadata").path("name").asText();
    if (name.isEmpty() || !resource.path("spec").isObject()) {
      throw new IOException(file + " holds a resource without a name or a spec");
    }
    OldFields.read(kind, resource);
    Labels.belonging(file, kind, name, resource);
    moments.seen(list, resource, kind == Kind.REPLICA);
    if (kind == Kind.REPLICA) {
      Moments.require(file, name, resource);
      strip.deleted(resource);
    } else {
      strip.deletedVolume(kind, resource);
    }
    ObjectNode raw = resource.deepCopy();
    ObjectNode before =
        found.computeIfAbsent(kind, k -> new TreeMap<>()).put(name, Cleaning.clean(kind, resource));
    if (before == null) {
      strip.seen(kind, raw, resource);
    }
    Integer other = lists.put(kind.kind() + " " + name, list);
    if (other != null
        && !isSame(resource, before, list == BACKUP && other == BACKUP, list == other)) {
      throw new IOException(
          file
              + " holds "
              + kind.kind()
              + " "
              + name
              + " twice: something was saved behind an older list, and what was deleted in between"
              + " would count as there. Keep the last list alone");
    }
  }

  /** A backup may hold a resource once for each version of its API. */
  private static boolean isSame(
      ObjectNode one, ObjectNode other, boolean ofABackup, boolean ofAList) {
    return ofABackup ? one.path("spec").equals(other.path("spec")) : ofAList && one.equals(other);
  }

  private SavedResources resources(List<String> unread) throws IOException {
    if (found.isEmpty() && !own) {
      throw new IOException(
          file
              + " does not hold saved Longhorn resources: no Volume, Engine or Replica of"
              + " longhorn.io is in it. It must be what kubectl get -o yaml or a backup wrote, with"
              + " nothing before it or behind"
              + (unread.isEmpty() ? "" : "; " + String.join("; ", unread)));
    }
    return new SavedResources(
        SavedResources.FORMAT,
        moments.savedAt(),
        list(Kind.VOLUME),
        Migration.active(list(Kind.ENGINE), List.of("volumeName"), strip),
        Migration.active(
            list(Kind.REPLICA), List.of("volumeName", "nodeID", "dataDirectoryName"), strip),
        version.isEmpty() ? versionOfImages() : version);
  }

  /** In order of their names. */
  private List<GenericKubernetesResource> list(Kind kind) {
    List<GenericKubernetesResource> list = new ArrayList<>();
    found
        .getOrDefault(kind, Map.of())
        .values()
        .forEach(r -> list.add(JSON.convertValue(r, GenericKubernetesResource.class)));
    return list;
  }

  /** A manager is as new as the newest engine that it has; older ones are there until upgraded. */
  private String versionOfImages() {
    return SavedResources.SAVED.stream()
        .flatMap(kind -> found.getOrDefault(kind, Map.of()).values().stream())
        .map(resource -> VERSION.matcher(resource.path("spec").path("image").asText()))
        .filter(Matcher::matches)
        .map(image -> image.group(1))
        .max(Comparator.comparing(SavedFile::numbers, Arrays::compare))
        .orElse("");
  }

  private static int[] numbers(String version) {
    return NUMBER
        .matcher(version)
        .results()
        .limit(3)
        .mapToInt(number -> Integer.parseInt(number.group()))
        .toArray();
  }
}
