//! An offer cut into its sections, without looking at what the lines mean.

/// The lines of a section, or those before the first.
#[derive(Debug, Default)]
pub(crate) struct Attributes<'a>(Vec<&'a str>);

/// What begins with an `m=` line.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    /// Counted from one, as people do.
    pub(crate) number: usize,
    /// Audio, video, application or something else.
    pub(crate) kind: &'a str,
    port: &'a str,
    /// Kind, port, protocol and at least one format.
    pub(crate) is_complete: bool,
    pub(crate) attributes: Attributes<'a>,
}

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Description<'a> {
    /// What holds for every section that says nothing else.
    pub(crate) session: Attributes<'a>,
    pub(crate) sections: Vec<Section<'a>>,
}

impl<'a> Description<'a> {
    pub(crate) fn read(sdp: &'a str) -> Self {
        let mut description = Self::default();
        for line in sdp.lines().map(str::trim_end) {
            if let Some(head) = line.strip_prefix("m=") {
                let number = description.sections.len() + 1;
                description.sections.push(Section::new(number, head));
            } else if let Some(attribute) = line.strip_prefix("a=") {
                let owner = match description.sections.last_mut() {
                    Some(section) => &mut section.attributes,
                    None => &mut description.session,
                };
                owner.0.push(attribute);
            }
        }
        description
    }

    /// The sections that are offered.
    pub(crate) fn active(&self) -> impl Iterator<Item = &Section<'a>> {
        self.sections.iter().filter(|section| !section.is_refused())
    }

    pub(crate) fn has_bundle(&self) -> bool {
        let mut groups = self.session.values("group");
        groups.any(|group| group.split(' ').next() == Some("BUNDLE"))
    }
}

impl<'a> Section<'a> {
    fn new(number: usize, head: &'a str) -> Self {
        let mut words = head.split(' ');
        Self {
            number,
            kind: words.next().unwrap_or("?"),
            port: words.next().unwrap_or("?"),
            is_complete: words.filter(|word| !word.is_empty()).count() >= 2,
            attributes: Attributes::default(),
        }
    }

    /// Port zero turns a section down (RFC 3264 §6), but for one that waits for its bundle
    /// (RFC 9143 §6).
    pub(crate) fn is_refused(&self) -> bool {
        self.port == "0" && !self.attributes.has("bundle-only")
    }

    pub(crate) fn is_media(&self) -> bool {
        matches!(self.kind, "audio" | "video")
    }

    pub(crate) fn mid(&self) -> Option<&'a str> {
        self.attributes.values("mid").next()
    }
}

impl<'a> Attributes<'a> {
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.0.contains(&flag)
    }

    /// The values of every attribute of that name.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter_map(move |line| line.strip_prefix(name)?.strip_prefix(':'))
    }
}

impl std::fmt::Display for Section<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "media section {} ({})", self.number, self.kind)
    }
}

#[cfg(test)]
mod tests;
