import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.html_fragments import plain_text_of


@pytest.mark.parametrize(
    ("field", "plain"),
    [
        ("Plain, with 2 < 3 and 4 > 1.", "Plain, with 2 < 3 and 4 > 1."),
        ("Line one\n\nLine two", "Line one\n\nLine two"),
        ("if a<b and c>d", "if a<b and c>d"),
        ("<p>One\nline.</p>\n<p>Two.</p>", "One line.\n\nTwo."),
        ("One<br>Two<br/>Three<p>Four", "One\n\nTwo\n\nThree\n\nFour"),
        ("A <b>bold</b> word.\n\nNext, <a href='x'>linked</a>.", "A bold word.\n\nNext, linked."),
        ("<div>See <script>alert('x')</script><style>p{}</style>here &amp; there</div>", "See here & there"),
        ("It&#8217;s &ldquo;late&rdquo;", "It’s “late”"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("<!-- note -->Text", "Text"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
    ],
)
def test_html_is_made_plain_and_text_is_left_alone(field, plain):
    assert plain_text_of(field) == plain


@given(
    st.lists(
        st.sampled_from(["<p>", "</p", "<!", "<![", "]]>", "&#", "&amp;", "<b a='", "x ", "\n", "<br", ">"])
    )
)
def test_no_field_stops_a_run(parts):
    plain_text_of("".join(parts))
