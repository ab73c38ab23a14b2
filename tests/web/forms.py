"""What a browser would send back: the fields of a page's form as they are drawn."""

from html.parser import HTMLParser


def fields_of(answer, having: str) -> dict[str, list[str]]:
    """Give the fields, name by name, of the first form on the page that holds the field `having`."""
    reader = _Forms()
    reader.feed(answer.content.decode())
    return next(form for form in reader.forms if having in form)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = [{}]
        self._select = self._chosen = ""
        self._area = ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and self._is_sent(given):
            self._add(name, given.get("value", ""))
        elif tag == "select":
            self._select = name
            self._chosen = ""
            self._add(name, "")
        elif tag == "option" and self._select and ("selected" in given or not self._chosen):
            # without a chosen one a browser sends the first
            self._chosen = "yes"
            self.forms[-1][self._select][-1] = given.get("value", "")
        elif tag == "textarea" and name:
            self._area = name
            self._add(name, "")

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.forms[-1][self._area][-1] += data

    def _is_sent(self, given):
        return given.get("type") not in {"checkbox", "radio"} or "checked" in given

    def _add(self, name, value):
        self.forms[-1].setdefault(name, []).append(value)
