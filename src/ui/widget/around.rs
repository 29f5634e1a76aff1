//! A widget around others that sees every event before they do, and looks like them.

use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// What is done with the events of the widgets within.
pub(super) trait Watch<M> {
    /// What is remembered between two events.
    type State: Default + 'static;

    /// Takes an event; the widgets within see what is [passed](Within::pass) on.
    fn see(
        &self,
        state: &mut Self::State,
        event: &Event,
        cursor: mouse::Cursor,
        within: &mut Within<'_, '_, M>,
        shell: &mut Shell<'_, M>,
    );
}

/// These widgets, watched.
pub(super) fn around<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    watch: impl Watch<M> + 'a,
) -> Element<'a, M> {
    Element::new(Around { content: content.into(), watch })
}

/// The widgets within, while an event is taken.
pub(super) struct Within<'w, 'a, M> {
    content: &'w mut Element<'a, M>,
    tree: &'w mut Tree,
    layout: Layout<'w>,
    renderer: &'w Renderer,
    clipboard: &'w mut dyn Clipboard,
    viewport: &'w Rectangle,
}

impl<M> Within<'_, '_, M> {
    /// Where they are.
    pub(super) fn bounds(&self) -> Rectangle {
        self.layout.bounds()
    }

    /// Lets them see an event.
    pub(super) fn pass(&mut self, event: &Event, cursor: mouse::Cursor, shell: &mut Shell<'_, M>) {
        let Within { content, tree, layout, renderer, clipboard, viewport } = self;
        content.as_widget_mut().update(tree, event, *layout, cursor, renderer, *clipboard, shell, viewport);
    }
}

struct Around<'a, M, W> {
    content: Element<'a, M>,
    watch: W,
}

impl<M, W: Watch<M>> Widget<M, Theme, Renderer> for Around<'_, M, W> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<W::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(W::State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let Tree { state, children, .. } = tree;
        let (content, tree) = (&mut self.content, &mut children[0]);
        let mut within = Within { content, tree, layout, renderer, clipboard, viewport };
        self.watch.see(state.downcast_mut(), event, cursor, &mut within, shell);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}
