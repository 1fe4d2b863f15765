package firedrill.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The books as the ERP tells them. */
public record ErpView(ErpClient erp) implements LedgerView {
  private static final int PAGE = 500;

  @Override
  public String name() {
    return "erp";
  }

  @Override
  public List<StoredEntry> entries() throws IOException, InterruptedException {
    List<StoredEntry> all = new ArrayList<>();
    long after = Long.MIN_VALUE;
    while (true) {
      JsonNode page = erp.get("/entries?after=" + after + "&limit=" + PAGE).get("entries");
      if (page == null || !page.isArray()) {
        throw new IOException("GET /entries answered without a list of entries");
      }
      if (page.isEmpty()) {
        return all;
      }
      for (JsonNode node : page) {
        all.add(entry(node));
      }
      long last = all.get(all.size() - 1).seq();
      if (last <= after) {
        throw new IOException("GET /entries?after=" + after + " went back to " + last);
      }
      after = last;
    }
  }

  private static StoredEntry entry(JsonNode node) {
    List<Line> lines = new ArrayList<>();
    for (JsonNode line : node.required("lines")) {
      lines.add(
          new Line(
              line.required("account").asText(),
              line.required("debit").longValue(),
              line.required("credit").longValue()));
    }
    Content content =
        new Content(
            UUID.fromString(node.required("id").asText()),
            node.required("memo").asText(),
            lines,
            Optional.ofNullable(node.required("attachment").textValue()));
    return new StoredEntry(
        node.required("seq").longValue(),
        content,
        node.required("prev_hash").asText(),
        node.required("hash").asText());
  }
}
