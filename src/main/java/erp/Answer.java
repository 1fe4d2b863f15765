package erp;

import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer: JSON, unless the body is bytes. */
record Answer(int status, Object body) {

  static Answer ok(Object body) {
    return new Answer(200, body);
  }

  static Answer of(RequestRefused refusal) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", refusal.getMessage());
    body.put("written", refusal.maybeWritten() ? null : Boolean.FALSE);
    return new Answer(refusal.status(), body);
  }
}
