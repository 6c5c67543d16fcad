"""Every section of the plan page, from the rail and its tabs, so that tests walk new ones too."""

from __future__ import annotations

from leitstern.pages.chapters import CHAPTERS

SECTIONS = tuple(tab.section for chapter in CHAPTERS for tab in chapter.tabs)
